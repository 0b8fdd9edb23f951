import { spawnSync } from 'node:child_process'
import { chown, lchown, readdir, realpath } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { DomainError } from './errors'

export type SandboxLimits = {
  /** CPU seconds over all threads; the kernel sends SIGKILL. */
  readonly cpuSeconds?: number | undefined
  /** Largest file it may write; the kernel sends SIGXFSZ. */
  readonly fileBytes?: number | undefined
  readonly addressSpaceBytes?: number | undefined
  readonly openFiles?: number | undefined
}

export type SandboxOptions = SandboxLimits & {
  /** Give up the right to write anywhere but in folders handed over with `lendFolder`, where that is possible. */
  readonly isWriteConfined: boolean
}

/**
 * The chain of programs a guarded program is started through. Each one changes the process and then becomes the next (none
 * forks), so the program itself is our direct child: its exit status is its own and the parent-death signal names us.
 *
 * `setpriv` comes last: the parent-death signal is cleared by any later change of identity, and `unshare` needs the privileges
 * that `setpriv` gives up.
 */
export const sandboxWrapper = ({ isWriteConfined, ...limits }: SandboxOptions): readonly string[] => {
  const { before, canLimit, privileges, confinement } = layers()
  return [
    ...before,
    ...(canLimit ? ['prlimit', ...limitFlags(limits)] : []),
    ...privileges,
    ...(isWriteConfined && privileges.length > 0 ? confinement.flags : []),
  ]
}

export type MissingLayer = {
  readonly layer: 'priority' | 'disk-priority' | 'network' | 'limits' | 'parent-death'
  /** A plain sentence for the log. */
  readonly note: string
}

/** What this machine can't give; empty on Debian, as root or not. Containers often withhold `network`, macOS all but `priority`. */
export const missingLayers = (): readonly MissingLayer[] => layers().missing

/**
 * Makes `folder`, which belongs to one job, the one place a write-confined program may write. Does nothing where programs keep
 * our own identity.
 */
export const lendFolder = async (folder: string): Promise<void> => {
  const { uid } = layers().confinement
  if (uid === null) return
  const real = await realpath(folder)
  refuseSharedFolder(real)
  await chown(real, uid, uid)
}

/** Makes the files that a program left in a lent folder ours. The folder stays lent: other programs may still be at work in it. */
export const takeFiles = async (folder: string): Promise<void> => {
  const { uid } = layers().confinement
  if (uid === null) return
  const [ownUid, ownGid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  for (const name of await readdir(folder)) await lchown(path.join(folder, name), ownUid, ownGid).catch(ignoreGone)
}

/** Another program of the same job may delete its temporary file between the listing and here. */
const ignoreGone = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ENOENT') throw error
}

/** The tree that this process stands in, the home and the temporary folder are not a job's to hand over. */
const refuseSharedFolder = (real: string): void => {
  const shared = [process.cwd(), os.homedir(), os.tmpdir()]
  const isShared = shared.some((dir) => !path.relative(real, dir).startsWith('..'))
  if (isShared) throw new DomainError('internal', `${real} is not a folder of one job: programs may not own it.`)
}

type Layers = {
  readonly before: readonly string[]
  readonly canLimit: boolean
  readonly privileges: readonly string[]
  readonly confinement: Confinement
  readonly missing: readonly MissingLayer[]
}

/** Further flags of `setpriv`, and the identity they give (null: ours). */
type Confinement = { readonly flags: readonly string[]; readonly uid: number | null }

const nobody = 65534

/**
 * For root. As nobody with the one capability to read: sources and fonts may lie where only root can look (/root, a private
 * upload folder), but nothing outside the lent folder can be changed. Containers that withhold that capability: root with no
 * capability but reading over permissions, in a folder it owns.
 */
const confinements: readonly Confinement[] = [
  {
    flags: [
      ...['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'],
      ...['--inh-caps', '-all,+dac_read_search', '--ambient-caps', '+dac_read_search'],
      ...['--bounding-set', '-all,+dac_read_search'],
    ],
    uid: nobody,
  },
  { flags: ['--inh-caps', '-all', '--bounding-set', '-all,+dac_override'], uid: null },
]

let known: Layers | undefined
const layers = (): Layers => {
  known ??= probeLayers()
  return known
}

/** Tries each layer once per process: what works depends on platform, container and privileges, not on a version. */
const probeLayers = (): Layers => {
  const missing: MissingLayer[] = []
  const firstThatWorks = (
    layer: MissingLayer['layer'],
    note: string,
    options: readonly (readonly string[])[],
  ): readonly string[] => {
    const found = options.find(works)
    if (found === undefined) missing.push({ layer, note })
    return found ?? []
  }
  // Under SCHED_IDLE whoever wakes up has the processor at once; beside a nice program alone it waits for that one's slice to end.
  const nice = firstThatWorks('priority', 'Programs run at normal priority: there is no nice.', [
    ['chrt', '--idle', '0', 'nice', '-n', '19'],
    ['nice', '-n', '19'],
  ])
  const ionice = firstThatWorks('disk-priority', 'Programs use the disk at normal priority: there is no ionice.', [
    ['ionice', '-c3'],
  ])
  const network = firstThatWorks('network', 'Programs are not cut off the network: unshare is absent or not allowed.', [
    ['unshare', '-n'],
    ['unshare', '--map-current-user', '-n'],
  ])
  const limit = firstThatWorks('limits', 'Memory, processor time and file size are not limited: there is no prlimit.', [
    ['prlimit', '--core=0'],
  ])
  const privileges = firstThatWorks(
    'parent-death',
    'A kill -9 of ClipForge leaves its programs running: there is no setpriv.',
    [['setpriv', '--no-new-privs', '--pdeathsig', 'KILL']],
  )
  const confinement = findConfinement(privileges)
  return { before: [...nice, ...ionice, ...network], canLimit: limit.length > 0, privileges, confinement, missing }
}

const findConfinement = (privileges: readonly string[]): Confinement => {
  const none: Confinement = { flags: [], uid: null }
  if (process.getuid?.() !== 0 || privileges.length === 0) return none
  return confinements.find(({ flags }) => works([...privileges, ...flags])) ?? none
}

const works = ([command = '', ...args]: readonly string[]): boolean =>
  spawnSync(command, [...args, 'true'], { stdio: 'ignore', timeout: 5_000 }).status === 0

const limitFlags = (limits: SandboxLimits): string[] => [
  '--core=0',
  `--nofile=${limits.openFiles ?? 1024}`,
  ...(limits.cpuSeconds === undefined ? [] : [`--cpu=${limits.cpuSeconds}`]),
  ...(limits.fileBytes === undefined ? [] : [`--fsize=${limits.fileBytes}`]),
  ...(limits.addressSpaceBytes === undefined ? [] : [`--as=${limits.addressSpaceBytes}`]),
]
