import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '@/server/env'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))

export type GuardedProcess = {
  readonly port: number
  readonly url: string
  readonly pid: number
  /** Lets requests in; with `isHeld` it listens and says that it is starting until then. */
  open(): Promise<void>
  /** Lets what waits at /hold be answered. */
  release(): void
  /** SIGTERM, once for each call; resolves with its exit code. */
  stop(): Promise<number | null>
  kill(): Promise<void>
}

type Options = {
  readonly port?: number
  readonly predrainMs?: number
  readonly finishMs?: number
  readonly headersTimeoutMs?: number
  readonly cap?: number
  readonly backlog?: number
  readonly isHeld?: boolean
}

/** A process of `guarded-server.ts`. */
export const startGuarded = async (options: Options = {}): Promise<GuardedProcess> => {
  const { port = 0, predrainMs = 0, finishMs = 25_000, headersTimeoutMs = 66_000, cap = 64, backlog = 4_096 } = options
  const args = [port, predrainMs, finishMs, headersTimeoutMs, cap, backlog].map(String)
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(projectDir, 'server', 'testing', 'guarded-server.ts'), ...args],
    {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: childEnvironment({ TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json') }),
    },
  )
  const exited = once(child, 'exit')
  const hears = listen(child)
  const listening = await hears(/listening (\d+)/)
  const open = async () => {
    child.send('open')
    await hears(/ready/)
  }
  if (!options.isHeld) await open()
  return {
    port: Number(listening),
    url: `http://127.0.0.1:${listening}`,
    pid: child.pid ?? -1,
    open,
    release: () => void child.send('release'),
    stop: async () => {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** Resolves with what the pattern's group found once the process has said it. */
const listen = (child: ChildProcess) => {
  let said = ''
  const waiting = new Set<() => void>()
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text
    for (const look of waiting) look()
  })
  return (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(said)
        if (found === null) return
        waiting.delete(look)
        resolve(found[1] ?? '')
      }
      waiting.add(look)
      child.once('exit', () => reject(new Error(`The server ended before it said ${pattern}:\n${said}`)))
      look()
    })
}
