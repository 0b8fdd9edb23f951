import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sessionCookieName } from '@/server/api/cookies'
import { type App, createApp } from '@/server/compose-app'
import { childEnvironment, readEnv } from '@/server/env'
import { findFreePort } from '../../scripts/ports.mjs'
import { type SignedInTester, signInTester } from './app-context'

const projectDir = fileURLToPath(new URL('../..', import.meta.url))

export type ChaosWeb = {
  readonly url: string
  readonly process: ChildProcess
  /** The same stores, seen from the test's own process. */
  readonly app: App
  readonly who: SignedInTester
  /** That say it is `who`, from one of our own pages. */
  readonly headers: Readonly<Record<string, string>>
  /** With those. */
  ask(target: string, init?: RequestInit): Promise<Response>
  /** A query's answer, and how long it took. */
  read(procedure: string, input?: unknown): Promise<Answer>
  stop(): Promise<void>
}

export type Answer = {
  readonly status: number
  readonly retryAfter: string | null
  readonly limit: string | null
  readonly body: string
  readonly ms: number
}

type Options = {
  readonly databaseUrl: string
  readonly redisUrl?: string
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
}

const readyWithinMs = 90_000

/** `chaos-web.ts` in a process of its own, with somebody signed in. Resolves when it is ready. */
export const startChaosWeb = async ({ databaseUrl, redisUrl = '', dataDir, env = {} }: Options): Promise<ChaosWeb> => {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const given = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    CLIPFORGE_DATA_DIR: dataDir,
    APP_URL: url,
    AUTH_SECRET: randomBytes(32).toString('hex'),
    MEDIA_SIGNING_KEYS: `k1:${randomBytes(32).toString('hex')}`,
    ...env,
  }
  const logDir = path.join(projectDir, '.data', 'e2e-logs')
  mkdirSync(logDir, { recursive: true })
  const logFile = path.join(logDir, `${port}-chaos-web.log`)
  const log = openSync(logFile, 'a')
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/testing/chaos-web.ts', String(port)], {
    cwd: projectDir,
    env: childEnvironment({ TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json'), ...given }),
    stdio: ['ignore', 'pipe', log],
  })
  closeSync(log)
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-1_000)
      if (/^ready$/m.test(said)) resolve()
    })
    child.once('exit', () => reject(new Error('The web process ended before it was ready.')))
  })
  const deadline = Date.now() + readyWithinMs
  while ((await fetch(`${url}/health/ready`)).status !== 200) {
    if (Date.now() > deadline)
      throw new Error(`The web process is not ready. Its last words:\n${readFileSync(logFile, 'utf8').slice(-3_000)}`)
    await sleep(100)
  }
  const app = await createApp('worker', readEnv(given))
  const who = await signInTester(app.context)
  const headers = { cookie: `${sessionCookieName(url)}=${who.token}`, origin: url }
  const ask: ChaosWeb['ask'] = (target, init = {}) =>
    fetch(new URL(target, url), { ...init, headers: { ...headers, ...Object(init.headers) } })
  return {
    url,
    process: child,
    app,
    who,
    headers,
    ask,
    read: async (procedure, input) => {
      const startedAt = performance.now()
      const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`
      const response = await ask(`/api/trpc/${procedure}${query}`)
      const body = await response.text()
      return {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        limit: response.headers.get('ratelimit'),
        body,
        ms: performance.now() - startedAt,
      }
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      await app.close()
    },
  }
}
