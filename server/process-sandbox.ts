import { spawnSync } from 'node:child_process'

export type SandboxLimits = {
  /** CPU seconds over all threads; the kernel sends SIGKILL. */
  readonly cpuSeconds?: number | undefined
  /** Largest file it may write; the kernel sends SIGXFSZ. */
  readonly fileBytes?: number | undefined
  readonly addressSpaceBytes?: number | undefined
  readonly openFiles?: number | undefined
}

/**
 * The chain of programs a guarded program is started through. Each one changes the process and then becomes the next (none
 * forks), so the program itself is our direct child: its exit status is its own and the parent-death signal names us.
 *
 * `setpriv` comes last: the parent-death signal is cleared by any later change of identity, and `unshare` needs the privileges
 * that `setpriv` gives up.
 */
export const sandboxWrapper = (limits: SandboxLimits): readonly string[] => [
  ...layers().before,
  ...(layers().canLimit ? ['prlimit', ...limitFlags(limits)] : []),
  ...layers().after,
]

/** What protects programs on this machine, and what is missing, for docs and logs. */
export const sandboxNotes = (): readonly string[] => layers().notes

type Layers = {
  readonly before: readonly string[]
  readonly canLimit: boolean
  readonly after: readonly string[]
  readonly notes: readonly string[]
}

let known: Layers | undefined
const layers = (): Layers => {
  known ??= probeLayers()
  return known
}

const probeLayers = (): Layers => {
  const notes: string[] = []
  const firstThatWorks = (purpose: string, options: readonly (readonly string[])[]): readonly string[] => {
    const found = options.find(works)
    if (found === undefined) notes.push(`${purpose} is not available on this machine`)
    return found ?? []
  }
  const nice = firstThatWorks('low priority', [['nice', '-n', '19']])
  const ionice = firstThatWorks('low disk priority', [['ionice', '-c3']])
  const network = firstThatWorks('cutting programs off the network', [
    ['unshare', '-n'],
    ['unshare', '--map-current-user', '-n'],
  ])
  const canLimit = works(['prlimit', '--core=0'])
  if (!canLimit) notes.push('limiting memory, CPU time and file size is not available on this machine')
  const privileges = firstThatWorks('dropping privileges and dying with the parent', [
    ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL'],
  ])
  return { before: [...nice, ...ionice, ...network], canLimit, after: privileges, notes }
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
