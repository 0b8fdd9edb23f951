import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type GuardedProcess, runGuarded, untilProgramsEnded } from './child-process'
import { lendFolder, missingLayers, takeFiles } from './process-sandbox'
import { isRunning } from './testing/process-tree'
import { describeWhere, testWhere } from './testing/where'

const isLinux = process.platform === 'linux'
const isRoot = process.getuid?.() === 0
/** Containers may withhold network namespaces; nothing else may be missing on Linux. */
const canCutNetwork = missingLayers().every(({ layer }) => layer !== 'network')
const projectDir = fileURLToPath(new URL('..', import.meta.url))

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-guard-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** Programs stand behind everything else on the machine: while it is busy they hardly run at all, and the clock goes on. */
const shell = (script: string, options: Partial<GuardedProcess> = {}) =>
  runGuarded({ command: 'sh', args: ['-c', script], cwd: dir, timeoutMs: 120_000, ...options })

const outputOf = async (script: string, options: Partial<GuardedProcess> = {}): Promise<string> => {
  const parts: string[] = []
  await shell(script, { ...options, onStdout: (chunk) => void parts.push(chunk.toString()) })
  return parts.join('')
}

const pidIn = async (file: string): Promise<number> => Number(await readFile(file, 'utf8'))

/** From here on time goes on only where the test says so: what is stopped by the clock is not stopped by a busy machine. */
const holdClock = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
afterEach(() => {
  vi.useRealTimers()
})

describe('runGuarded', () => {
  it('gives back exit code, signal and the end of stderr, and never throws for a bad exit', async () => {
    expect(await shell('echo broken >&2; exit 3')).toEqual({ code: 3, signal: null, log: 'broken\n' })
    expect(await shell('kill -SEGV $$')).toMatchObject({ code: null, signal: 'SIGSEGV' })
  })

  it('hands over output, and control text apart from it', async () => {
    const control: string[] = []
    const text = await outputOf('echo out; echo progress >&3', { onControl: (part) => void control.push(part) })
    expect([text, control.join('')]).toEqual(['out\n', 'progress\n'])
  })

  it('waits for a slow reader and loses nothing', async () => {
    let bytes = 0
    let readers = 0
    await shell('head -c 3000000 /dev/zero', {
      onStdout: async (chunk) => {
        readers += 1
        expect(readers).toBe(1)
        await new Promise(setImmediate)
        bytes += chunk.length
        readers -= 1
      },
    })
    expect(bytes).toBe(3_000_000)
  })

  it('kills the program when the reader fails, and passes the failure on', async () => {
    const onStdout = () => Promise.reject(new TypeError('bad frame'))
    await expect(shell('yes', { onStdout })).rejects.toMatchObject({ code: 'internal', cause: expect.any(TypeError) })
  })

  it('stops at its time also when the reader never returns', async () => {
    const onStdout = () => new Promise<void>(() => undefined)
    await expect(shell('yes', { onStdout, timeoutMs: 500 })).rejects.toMatchObject({ code: 'media_tool_timeout' })
  })

  it('kills the whole group on time-out, also when it uses no processor', async () => {
    const pidFile = path.join(dir, 'sleeper.pid')
    const script = `sleep 600 & echo $! > ${pidFile}; echo ready; wait`
    holdClock()
    const onStdout = () => void vi.advanceTimersByTime(10_000)
    await expect(shell(script, { timeoutMs: 10_000, onStdout })).rejects.toMatchObject({ code: 'media_tool_timeout' })
    expect(isRunning(await pidIn(pidFile))).toBe(false)
  })

  it('kills the whole group on cancel, and does not start when it is cancelled before', async () => {
    const pidFile = path.join(dir, 'cancelled.pid')
    const abort = new AbortController()
    const script = `sleep 600 & echo $! > ${pidFile}; echo ready; wait`
    const run = shell(script, { signal: abort.signal, onStdout: () => abort.abort() })
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    expect(isRunning(await pidIn(pidFile))).toBe(false)
    await expect(shell('true', { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('lets a program that is cancelled put its things in order, and kills one that does not end', async () => {
    const cancelAtFirstWord = async (script: string) => {
      const abort = new AbortController()
      const run = shell(script, { signal: abort.signal, onStdout: () => abort.abort() })
      await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    }
    const goodbye = path.join(dir, 'goodbye')
    holdClock()
    await cancelAtFirstWord(`trap 'echo bye > ${goodbye}; exit 0' TERM; echo ready; while :; do sleep 0.05; done`)
    expect(await readFile(goodbye, 'utf8')).toBe('bye\n')

    vi.useRealTimers()
    const pidFile = path.join(dir, 'stubborn.pid')
    await cancelAtFirstWord(`trap '' TERM; echo $$ > ${pidFile}; echo ready; while :; do sleep 0.05; done`)
    expect(isRunning(await pidIn(pidFile))).toBe(false)
    await untilProgramsEnded()
  })

  it('says which program is missing', async () => {
    const run = runGuarded({ command: 'no-such-program', args: [], cwd: dir, timeoutMs: 1000 })
    await expect(run).rejects.toMatchObject({
      code: 'media_tool_missing',
      message: expect.stringContaining('no-such-program'),
    })
  })

  it('passes nothing of our environment on', async () => {
    process.env.CLIPFORGE_TEST_SECRET = 'hush'
    const names = (await outputOf('env')).split('\n').map((line) => line.split('=')[0])
    delete process.env.CLIPFORGE_TEST_SECRET
    expect(names.filter((name) => !['', 'PWD', '_', 'SHLVL', 'OLDPWD'].includes(name ?? '')).sort()).toEqual([
      'HOME',
      'LANG',
      'PATH',
    ])
  })
})

describeWhere(isLinux, 'this is no Linux')('the sandbox on Linux', () => {
  it('lacks nothing but, in a container that forbids it, the cut from the network', () => {
    expect(missingLayers().filter(({ layer }) => layer !== 'network')).toEqual([])
  })

  it('runs at the lowest priority, without new privileges and without core dumps', async () => {
    const text = await outputOf('nice; grep NoNewPrivs /proc/self/status; ulimit -c; ionice -p $$; chrt -p $$')
    expect(text.split(/\s+/).join(' ')).toMatch(/^19 NoNewPrivs: 1 0 idle .* SCHED_IDLE /)
  })

  testWhere(existsSync('/proc/self/autogroup'), 'this kernel does not group sessions')(
    'leads a session of its own, which stands behind others',
    async () => {
      const script = 'until grep "nice 10$" /proc/self/autogroup; do sleep 0.05; done'
      expect(await outputOf(script)).toMatch(/^\/autogroup-\d+ nice 10$/m)
    },
  )

  testWhere(canCutNetwork, 'this container may not cut off a network')(
    'has no network but an unconnected loopback',
    async () => {
      const text = await outputOf('tail -n +3 /proc/net/dev | cut -d: -f1; cat /proc/net/route | tail -n +2')
      expect(text.trim()).toBe('lo')
    },
  )

  it('ends a program that writes past its limit with SIGXFSZ', async () => {
    const result = await runGuarded({
      command: 'dd',
      args: ['if=/dev/zero', 'of=big', 'bs=1000', 'count=100'],
      cwd: dir,
      timeoutMs: 120_000,
      limits: { fileBytes: 10_000 },
    })
    expect(result.signal).toBe('SIGXFSZ')
    expect((await stat(path.join(dir, 'big'))).size).toBeLessThanOrEqual(10_000)
  })

  it('kills a program at its processor limit, long before the clock', async () => {
    expect(await shell('while :; do :; done', { timeoutMs: 240_000, limits: { cpuSeconds: 1 } })).toMatchObject({
      code: null,
      signal: 'SIGKILL',
    })
  })

  it('refuses memory past the limit', async () => {
    const result = await shell('head -c 300000000 /dev/zero | tail -n 1 | wc -c', {
      limits: { addressSpaceBytes: 100_000_000 },
    })
    expect(result.log).toMatch(/memory exhausted/)
  })

  it('leaves no orphan when this process is killed with kill -9', async () => {
    const script = path.join(projectDir, 'server', 'testing', 'guarded-sleeper.ts')
    const parent = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(parent, 'exit')
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const { parentPid, childPid } = JSON.parse(line.toString()) as { parentPid: number; childPid: string }
    expect(isRunning(Number(childPid))).toBe(true)
    process.kill(parentPid, 'SIGKILL')
    await expect.poll(() => isRunning(Number(childPid))).toBe(false)
    await exited
  })
})

describeWhere(isLinux && isRoot, 'this is not root on Linux')('write confinement for root', () => {
  it('lets a program write in the lent folder and nowhere else, and makes its files ours again', async () => {
    const lent = await mkdtemp(path.join(dir, 'lent-'))
    const other = await mkdtemp(path.join(dir, 'other-'))
    await writeFile(path.join(other, 'kept'), 'old')
    await lendFolder(lent)
    const script = `echo made > made; echo x > ${other}/new; echo x > ${other}/kept; echo x > /etc/clipforge-test`
    await shell(script, { cwd: lent, isWriteConfined: true })
    await takeFiles(lent)
    expect((await stat(path.join(lent, 'made'))).uid).toBe(0)
    expect(await readFile(path.join(other, 'kept'), 'utf8')).toBe('old')
    expect([path.join(other, 'new'), '/etc/clipforge-test'].filter(existsSync)).toEqual([])
  })

  it('can read a source that only root may read', async () => {
    const secret = path.join(dir, 'private.mp4')
    await writeFile(secret, 'frames', { mode: 0o600 })
    expect(await outputOf(`cat ${secret}`, { isWriteConfined: true })).toBe('frames')
  })

  it('never hands over a folder that holds more than one job', async () => {
    for (const folder of ['/', os.tmpdir(), process.cwd()])
      await expect(lendFolder(folder)).rejects.toMatchObject({ code: 'internal' })
  })
})
