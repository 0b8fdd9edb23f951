import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sessionCookieName } from './api/cookies'
import { securityHeadersOf } from './api/security-headers.mjs'
import { cleanEnvironment } from './clean-environment'
import { emptySnapshot } from './platform'
import type { ToApp } from './platform/front/messages'
import { openTestApp, type SignedInTester, type TestApp } from './testing/app-context'
import { createTusClient } from './testing/tus-client'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const appUrl = 'http://localhost:3000'
const OPS_TOKEN = 'a token of sixteen or more'

let app: TestApp
let person: SignedInTester
let front: ChildProcess
let frontEnded: Promise<unknown>
let origin: string
/** While it is there the small app may open. */
let gate: string
/** Where faults are reported; it answers when a test says so. */
let faults: http.Server

beforeAll(async () => {
  app = await openTestApp()
  person = await app.signIn()
  gate = path.join(app.dir, 'gate')
  await writeFile(gate, '')
  faults = http.createServer().listen(0, '127.0.0.1')
  await once(faults, 'listening')
  const faultsAt = faults.address()
  const snapshot = { ...emptySnapshot, takenAtMs: Date.now(), isStarted: true }
  front = spawn(
    process.execPath,
    ['--import', 'tsx', 'server/testing/small-front.ts', 'gated', gate, JSON.stringify(snapshot)],
    {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: cleanEnvironment({
        PATH: process.env.PATH ?? '',
        TSX_TSCONFIG_PATH: path.join(projectDir, 'tsconfig.json'),
        NODE_ENV: 'production',
        APP_URL: appUrl,
        DATABASE_URL: app.database.url,
        CLIPFORGE_DATA_DIR: app.dir,
        AUTH_SECRET: 'a secret of tests that opens nothing anywhere',
        MEDIA_SIGNING_KEYS: 'k1:a-secret-of-tests-that-signs-nothing-elsewhere',
        SENTRY_DSN: `http://key@127.0.0.1:${typeof faultsAt === 'object' ? faultsAt?.port : ''}/1`,
        OPS_TOKEN,
        MAX_INFLIGHT: '4',
      }),
    },
  )
  frontEnded = once(front, 'exit')
  const port = await new Promise<string>((resolve, reject) => {
    let said = ''
    front.stdout?.setEncoding('utf8').on('data', (more: string) => {
      said += more
      const [, found] = /listening (\d+)/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    front.once('exit', () => reject(new Error(`The front ended before it listened:\n${said}`)))
  })
  origin = `http://127.0.0.1:${port}`
})
beforeEach(() => isReady(200))
afterAll(async () => {
  front.kill('SIGTERM')
  await frontEnded
  faults.closeAllConnections()
  faults.close()
  await app.close()
})

const policiesOf = (pathname: string): Record<string, string> =>
  Object.fromEntries(Object.entries(securityHeadersOf(pathname)).map(([name, value]) => [name.toLowerCase(), value]))

type Answered = { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: string }
const ask = async (url: string, options: http.RequestOptions = {}): Promise<Answered> => {
  const call = http.request(`${origin}${url}`, { agent: false, ...options })
  call.end()
  const [answer] = await once(call, 'response')
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) }
}
const statusOf = async (url: string) => (await ask(url)).status
const isReady = (status: 200 | 503) => expect.poll(() => statusOf('/health/ready')).toBe(status)
const appPid = async (): Promise<number> => Number((await ask('/pid')).body)
const said = async (): Promise<readonly ToApp[]> => JSON.parse((await ask('/said')).body)
/** Of all figures of this name that the app has heard. */
const counted = async (name: string): Promise<number> =>
  (await said())
    .flatMap((message) => (message.kind === 'figures' ? message.figures : []))
    .filter((figure) => figure[1] === name)
    .reduce((sum, figure) => sum + figure[3], 0)
const killApp = async (): Promise<void> => {
  const pid = await appPid()
  await rm(gate)
  process.kill(pid, 'SIGKILL')
  await isReady(503)
}
const bringApp = async (): Promise<void> => {
  await writeFile(gate, '')
  await isReady(200)
}
const tus = () => createTusClient(origin, { cookie: `${sessionCookieName(appUrl)}=${person.token}` })
/** Until the front's own doors are open, the small app says that it has none. */
const createUpload = async (sizeBytes: number): Promise<string> => {
  let place = ''
  const create = async () => {
    place = await tus()
      .create(sizeBytes)
      .catch(() => '')
    return place
  }
  await expect.poll(create).not.toBe('')
  return place
}

test('whoever answers, a refusal included, the headers that keep a browser safe are there', async () => {
  // From here on the front's own doors are open.
  await createUpload(1)
  const asked: readonly (readonly [number, string, http.RequestOptions])[] = [
    [200, '/health/live', {}],
    [405, '/health', { method: 'POST' }],
    [405, '/x', { method: 'TRACE' }],
    [404, '/x', {}],
    [404, '/api/trpc/account.me', {}],
    [412, '/api/uploads', { method: 'POST', headers: { origin: appUrl } }],
    [403, '/api/uploads', { method: 'POST', headers: { origin: 'https://evil.example' } }],
    [403, '/media/k1.a.b/clips/w/a.mp4', {}],
    [403, '/media/k1.a.b/clips/w/a.jpg', {}],
  ]
  for (const [status, url, options] of asked)
    expect(await ask(url, options), url).toMatchObject({ status, headers: policiesOf(url) })
})

test('what an app says itself stands, each cookie in a line of its own', async () => {
  const { headers } = await ask('/cookies')
  expect(headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'], ...policiesOf('/cookies') })
  expect((await ask('/referrer')).headers['referrer-policy']).toBe('no-referrer')
})

describe('a front whose app is killed', () => {
  test('answers for it: probes, what reads, what changes something and was heard, and what was not', async () => {
    // The app works on them, and does not answer.
    const [read, change] = ['GET', 'POST'].map((method) => ask('/hold', { method }))
    await expect.poll(async () => (await ask('/held')).body).toBe('2')
    await killApp()
    expect(await read).toMatchObject({ status: 503, headers: { 'retry-after': '2', ...policiesOf('/hold') } })
    expect(await change).toMatchObject({
      ...{ status: 502, headers: policiesOf('/hold') },
      body: expect.stringContaining('Look whether it was done'),
    })
    const health = await ask('/health')
    expect(health).toMatchObject({ status: 503, body: '{"status":"fail","output":"starting"}' })
    expect(health.headers.age).toBeUndefined()
    expect(await statusOf('/health/live')).toBe(200)
    // It has come up, and is being started again: nobody takes it for one that never did.
    expect(await statusOf('/health/startup')).toBe(200)
    const page = await ask('/projects', { headers: { accept: 'text/html' } })
    expect(page).toMatchObject({
      status: 503,
      headers: {
        ...{ refresh: '2', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" },
        ...policiesOf('/projects'),
      },
    })
    expect(await ask('/api/trpc/x', { method: 'POST' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
      body: expect.stringContaining('Nothing was lost'),
    })
    await bringApp()
    expect(await ask('/health', { headers: { authorization: `Bearer ${OPS_TOKEN}` } })).toMatchObject({ status: 200 })
  })

  test('counts meanwhile, and the next one hears all of it: who was turned away, what was uploaded', async () => {
    const upload = await createUpload(100)
    await killApp()
    expect((await tus().patch(upload, 0, Buffer.alloc(60))).status).toBe(204)
    // Three that wait for a lock take all places there are for what nobody waits for.
    const lock = await app.database.pool.connect()
    await lock.query('BEGIN')
    await lock.query('LOCK TABLE "Upload" IN ACCESS EXCLUSIVE MODE')
    let isLocked = true
    const wait = async () => {
      while (isLocked) await tus().send({ method: 'HEAD', path: upload })
    }
    const waiting = [wait(), wait(), wait()]
    const prefetch = { headers: { 'next-router-prefetch': '1' } }
    await expect.poll(async () => (await ask('/x', prefetch)).body).toContain('busy right now')
    isLocked = false
    await lock.query('ROLLBACK')
    lock.release()
    await Promise.all(waiting)
    // One that dies while it starts takes nothing of that with it.
    // There with its word in it: a look between the two would take the empty one for an open gate.
    await writeFile(`${gate}.new`, 'end')
    await rename(`${gate}.new`, gate)
    await expect.poll(() => existsSync(gate)).toBe(false)
    await bringApp()
    await expect.poll(() => counted('upload_bytes_total')).toBe(60)
    await expect.poll(() => counted('http_shed_total')).toBeGreaterThan(0)
  })
})

test('what the front meets in its own work, the app is told: a disk that is away, who waits for a connection', async () => {
  const upload = await createUpload(100)
  await rm(path.join(app.dir, 'incoming'), { recursive: true })
  expect((await tus().patch(upload, 0, Buffer.alloc(60))).status).toBe(503)
  await expect.poll(said).toContainEqual({ kind: 'suspect', name: 'storage:free' })
  await expect.poll(said).toContainEqual({ kind: 'waiting', count: 0 })
  await expect.poll(() => counted('pg_pool_total')).toBeGreaterThan(0)
})

test('told to end, it goes when the report of a fault that it met has arrived, and not before', async () => {
  // Nobody foresaw that.
  await app.database.pool.query('ALTER TABLE "Upload" RENAME TO "Elsewhere"')
  const reported = once(faults, 'request')
  // Until the front's own doors are open, the small app says that it has none.
  const statusOfUpload = async () => (await tus().send({ method: 'HEAD', path: `/api/uploads/${randomUUID()}` })).status
  await expect.poll(statusOfUpload).toBe(500)
  const [, answer]: http.ServerResponse[] = await reported
  const said: string[] = []
  front.once('exit', (code) => said.push(`ended with ${code}`))
  const pid = await appPid()
  front.kill('SIGTERM')
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false)
  // As long as a process takes to come and go: a front that waits for nothing would be gone by then.
  await once(spawn(process.execPath, ['-e', '']), 'exit')
  said.push('arrived')
  answer?.end()
  await frontEnded
  expect(said).toEqual(['arrived', 'ended with 0'])
})
