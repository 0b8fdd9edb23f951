import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment } from '@/server/clean-environment'
import { createTestDatabase } from '@/server/testing/database'
import { findFreePort } from '../scripts/ports.mjs'
import { type OwnServices, startOwnServices } from './own-services'

const projectDir = fileURLToPath(new URL('..', import.meta.url))

export type SentMail = {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The whole product in processes of its own: production build, worker, database; nothing shared with another run. */
export type RunningApp = {
  readonly url: string
  readonly dataDir: string
  readonly databaseUrl: string
  /** With `withOwnServices`: servers that a test may kill. */
  readonly services: OwnServices | null
  readonly web: Service
  readonly worker: Service
  /** One more web process on the same stores, for what stands behind a balancer; `stop` ends it too. */
  readonly addWeb: () => Promise<Service & { readonly port: number }>
  /** In any order: their files are named by hashes. */
  readonly mailsTo: (address: string) => Promise<readonly SentMail[]>
  /** All that web and worker have written in this run; what a process has gathered comes with its end. */
  readonly log: () => Promise<string>
  readonly stop: () => Promise<void>
}

export type Service = {
  /** With variables of this time alone. */
  readonly start: (env?: Readonly<Record<string, string>>) => Promise<void>
  /** As a power cut would: no goodbye. */
  readonly kill: () => Promise<void>
  /** SIGTERM; resolves with the exit code once everything under way was answered. */
  readonly end: () => Promise<number | null>
  readonly pid: () => number
}

type Options = {
  readonly withWorker?: boolean
  readonly withOwnServices?: boolean
  /** Variables beyond those that every run has. */
  readonly env?: Readonly<Record<string, string>>
}

export const startApp = async (options: Options = {}): Promise<RunningApp> => {
  const { withWorker = true, withOwnServices = false, env: extra = {} } = options
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-e2e-'))
  const logDir = path.join(projectDir, '.data', 'e2e-logs')
  await mkdir(logDir, { recursive: true })
  const services = withOwnServices ? await startOwnServices(dataDir) : null
  const database = services === null ? await createTestDatabase() : { url: services.databaseUrl, close: services.stop }
  const port = await findFreePort()
  const url = `http://localhost:${port}`
  const env = cleanEnvironment({
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: os.homedir(),
    NODE_ENV: 'production',
    APP_URL: url,
    DATABASE_URL: database.url,
    ...(services === null ? {} : { REDIS_URL: services.redisUrl }),
    CLIPFORGE_DATA_DIR: dataDir,
    AUTH_SECRET: randomBytes(32).toString('hex'),
    MEDIA_SIGNING_KEYS: `k1:${randomBytes(32).toString('hex')}`,
    TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json'),
    ...(process.env.NEXT_DIST_DIR === undefined ? {} : { NEXT_DIST_DIR: process.env.NEXT_DIST_DIR }),
    ...extra,
  })
  const createWeb = (webPort: number) =>
    createService({
      args: ['scripts/web.mjs', 'start', '127.0.0.1', String(webPort)],
      env,
      logFile: path.join(logDir, `${webPort}-web.log`),
      isReady: async () => (await fetch(`http://localhost:${webPort}/health/ready`)).ok,
    })
  const web = createWeb(port)
  const workerLog = path.join(logDir, `${port}-worker.log`)
  const added: Service[] = []
  const worker = createService({
    args: ['--import', 'tsx', 'server/worker.ts'],
    env,
    logFile: workerLog,
    isReady: async (output) => output().includes('worker is ready'),
  })
  const stop = async () => {
    await Promise.all([web, worker, ...added].map((service) => service.kill()))
    await database.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await Promise.all([web.start(), ...(withWorker ? [worker.start()] : [])])
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url,
    dataDir,
    databaseUrl: database.url,
    services,
    web,
    worker,
    addWeb: async () => {
      const webPort = await findFreePort()
      const service = createWeb(webPort)
      added.push(service)
      await service.start()
      return { ...service, port: webPort }
    },
    mailsTo: async (address) => (await readMails(path.join(dataDir, 'outbox'))).filter(({ to }) => to === address),
    log: async () => {
      const files = [path.join(logDir, `${port}-web.log`), workerLog]
      return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n')
    },
    stop,
  }
}

type ServiceOptions = {
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
  readonly isReady: (output: () => string) => Promise<boolean>
}

const startWaitMs = 120_000

const createService = ({ args, env, logFile, isReady }: ServiceOptions): Service => {
  let running: { readonly child: ChildProcess; readonly ended: Promise<unknown> } | null = null
  const start = async (extra: Readonly<Record<string, string>> = {}) => {
    // A group of its own, so that a kill takes what it started along, as the end of a machine would.
    const mine = spawn(process.execPath, [...args], {
      cwd: projectDir,
      env: { ...env, ...extra },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const file = createWriteStream(logFile, { flags: 'a' })
    // Its last lines may come after its exit, and are in the log then.
    const ended = once(mine, 'close').then(() => new Promise<void>((resolve) => file.end(resolve)))
    running = { child: mine, ended }
    for (const stream of [mine.stdout, mine.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        file.write(text)
      })
    const deadline = Date.now() + startWaitMs
    while (!(await isReady(() => output).catch(() => false))) {
      if (mine.exitCode !== null || Date.now() > deadline)
        throw new Error(`${args.join(' ')} did not start:\n${output.slice(-3000)}`)
      await sleep(100)
    }
  }
  return {
    start,
    kill: async () => {
      if (running === null) return
      const { child, ended } = running
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGKILL')
      await ended
    },
    end: async () => {
      if (running === null) return null
      const { child, ended } = running
      child.kill('SIGTERM')
      await ended
      return child.exitCode
    },
    pid: () => running?.child.pid ?? 0,
  }
}

const readMails = async (dir: string): Promise<readonly SentMail[]> => {
  const names = await readdir(dir).catch(() => [])
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => JSON.parse(await readFile(path.join(dir, name), 'utf8')) as SentMail),
  )
  return files
}
