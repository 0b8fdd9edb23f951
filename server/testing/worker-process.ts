import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from '@/server/env'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))

export type WorkerProcess = {
  readonly pid: number
  /** Resolves when it says these words, from now on; fails when it ends without them. */
  hear(words: string): Promise<void>
  /** kill -9: nothing of it gets to say a word. */
  kill(): Promise<void>
  /** SIGTERM. Resolves with its exit code. */
  stop(): Promise<number | null>
}

type Options = {
  readonly databaseUrl: string
  /** `objects`, `artifacts` and the worker's log are in it. */
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
  /** Another worker than that of `npm start`, with its arguments. */
  readonly program?: readonly string[]
}

const ownProgram = [path.join(projectDir, 'server', 'worker.ts')]

/** A real worker, as `npm start` runs it. Resolves when it takes work; what it says is appended to `worker.log`. */
export const startWorker = async ({
  databaseUrl,
  dataDir,
  env = {},
  program = ownProgram,
}: Options): Promise<WorkerProcess> => {
  const child = spawn(process.execPath, ['--import', 'tsx', ...program], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment({
      TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json'),
      DATABASE_URL: databaseUrl,
      CLIPFORGE_DATA_DIR: dataDir,
      AUTH_SECRET: 'a secret of tests that opens nothing anywhere',
      MEDIA_SIGNING_KEYS: 'k1:a-secret-of-tests-that-signs-nothing-elsewhere',
      REDIS_URL: '',
      ...env,
    }),
  })
  const log = createWriteStream(path.join(dataDir, 'worker.log'), { flags: 'a' })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  await untilSaid(child, 'worker is ready')
  const gone = once(child, 'exit')
  return {
    // A process that has said something has an id.
    pid: child.pid ?? -1,
    hear: (words) => untilSaid(child, words),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
    stop: async () => {
      child.kill('SIGTERM')
      await gone
      return child.exitCode
    },
  }
}

const untilSaid = (child: ChildProcess, words: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ''
    const onData = (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-20_000)
      if (said.includes(words)) resolve()
    }
    child.stdout?.on('data', onData)
    child.stderr?.on('data', onData)
    child.once('exit', (code, signal) =>
      reject(new Error(`The worker ended (${code ?? signal}) before it said “${words}”:\n${said}`)),
    )
  })
