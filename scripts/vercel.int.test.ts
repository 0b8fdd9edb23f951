import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sessionCookieName } from '@/server/api/cookies'
import { cleanEnvironment } from '@/server/clean-environment'
import { probePaths } from '@/server/platform'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { startTestRedis, type TestRedis } from '@/server/testing/redis'
import { type S3StandIn, startS3StandIn } from '@/server/testing/s3-stand-in'
import { openSmtp } from '@/server/testing/smtp-stand-in'
import { createTusClient } from '@/server/testing/tus-client'
import { vercelPartBytes } from '@/server/vercel-env'
import { ensureBuild } from './build.mjs'
import { findFreePort } from './ports.mjs'

// The production build as Vercel runs it: Next alone, without the server of ours that stands before it elsewhere (scripts/web.mjs), with
// Vercel's variables, and everything that keeps something somewhere else.

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const appUrl = 'https://clipforge-git-fix.vercel.app'
const secret = randomBytes(32).toString('hex')
const opsToken = randomBytes(16).toString('hex')

let app: TestApp
let who: SignedInTester
let redis: TestRedis
let store: S3StandIn
let inngest: http.Server
let mail: Awaited<ReturnType<typeof openSmtp>>
const events: string[] = []
let next: ChildProcess
/** The end of what Next had to say. */
let said = ''
let origin: string

/** Takes events as an Inngest server does, and remembers their names. */
const startInngest = async (): Promise<http.Server> => {
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const sent = [JSON.parse(Buffer.concat(chunks).toString() || '[]')].flat() as { readonly name: string }[]
    events.push(...sent.map(({ name }) => name))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ status: 200, ids: sent.map((_, index) => `id-${index}`) }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** Takes every mail and keeps none. */
const startMail = () =>
  openSmtp({
    onData: (stream, _session, done) => {
      stream.resume()
      stream.once('end', () => done())
    },
  })

const portOf = (server: net.Server): number => {
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

const ask = (to: string, headers: Readonly<Record<string, string>> = {}, init: RequestInit = {}) =>
  fetch(origin + to, {
    redirect: 'manual',
    ...init,
    headers: { cookie: `${sessionCookieName(appUrl)}=${who.token}`, origin: appUrl, ...headers },
  })

beforeAll(async () => {
  await ensureBuild()
  app = await openTestApp()
  who = await app.signIn()
  ;[redis, store, inngest, mail] = await Promise.all([startTestRedis(), startS3StandIn(), startInngest(), startMail()])
  const port = await findFreePort()
  origin = `http://127.0.0.1:${port}`
  const bin = path.join(projectDir, 'node_modules', 'next', 'dist', 'bin', 'next')
  next = spawn(process.execPath, [bin, 'start', '--hostname', '127.0.0.1', '--port', String(port)], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment({
      ...{ PATH: process.env.PATH ?? '', NODE_ENV: 'production', NEXT_DIST_DIR: process.env.NEXT_DIST_DIR ?? '' },
      ...{ VERCEL: '1', VERCEL_ENV: 'preview', VERCEL_BRANCH_URL: new URL(appUrl).host, VERCEL_URL: 'x.vercel.app' },
      ...{ APP_URL: 'https://clips.example.com', AUTH_SECRET: secret, MEDIA_SIGNING_KEYS: `k1:${secret}` },
      ...{ DATABASE_URL: app.database.url, REDIS_URL: redis.url, OPS_TOKEN: opsToken },
      ...{ S3_ENDPOINT: store.endpoint, S3_BUCKET: store.bucket },
      ...{ S3_ACCESS_KEY_ID: store.credentials.accessKeyId, S3_SECRET_ACCESS_KEY: store.credentials.secretAccessKey },
      ...{ INNGEST_BASE_URL: `http://127.0.0.1:${portOf(inngest)}` },
      ...{ INNGEST_EVENT_KEY: 'key', INNGEST_SIGNING_KEY: secret },
      ...{ SMTP_URL: mail.url, MAIL_FROM: 'clips@example.com' },
      CLIPFORGE_DATA_DIR: path.join(app.dir, 'tmp'),
    }),
  })
  for (const stream of [next.stdout, next.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-5_000)
    })
  const status = () =>
    ask('/health/ready').then(
      (answer) => answer.status,
      () => 0,
    )
  await vi.waitFor(async () => expect({ status: await status(), said }).toMatchObject({ status: 200 }), {
    timeout: 240_000,
    interval: 100,
  })
})

afterAll(async () => {
  const isRunning = next.exitCode === null && next.signalCode === null
  const ended = isRunning ? once(next, 'exit') : null
  next.kill('SIGTERM')
  await ended
  inngest.close()
  await mail.close()
  await Promise.all([redis.stop(), store.close(), app.close()])
})

describe('without our own server before Next', () => {
  test('probes and figures are answered, the figures to whoever has the token', async () => {
    for (const probe of probePaths) expect((await ask(probe)).status, probe).toBe(200)
    expect((await ask('/metrics', { host: 'localhost' })).status).toBe(404)
    const figures = await ask('/metrics', { authorization: `Bearer ${opsToken}` })
    expect([figures.status, await figures.text()]).toEqual([200, expect.stringContaining('process_cpu')])
  })

  test('pages are drawn and procedures read', async () => {
    expect(await (await ask('/projects')).text()).toContain('</html>')
    const limits = await ask('/api/trpc/upload.limits')
    expect(await limits.json()).toMatchObject({ result: { data: { json: { partBytes: vercelPartBytes } } } })
  })

  test('an upload goes up in parts that a function takes, into the bucket, and a worker is told', async () => {
    const client = createTusClient(origin, { origin: appUrl, cookie: `${sessionCookieName(appUrl)}=${who.token}` })
    const bytes = randomBytes(9_000_000)
    const location = await client.create(bytes.length)
    for (let offset = 0; offset < bytes.length; offset += vercelPartBytes) {
      const { status } = await client.patch(location, offset, bytes.subarray(offset, offset + vercelPartBytes))
      expect(status).toBe(204)
    }
    expect(store.keys().filter((key) => key.startsWith('incoming/'))).toHaveLength(3)
    await expect.poll(() => events).toContain('upload/received')
  })

  test('nobody is taken for somebody on this machine, nor for somebody else, by what our server would have written', async () => {
    const forged = { 'x-clipforge-peer': '127.0.0.1', host: 'localhost' }
    expect((await ask('/dev/outbox', forged)).status).toBe(404)
    const statuses: number[] = []
    for (let round = 0; round < 21; round++) {
      const headers = {
        ...{ 'x-clipforge-peer': `198.51.100.${round}`, 'x-vercel-forwarded-for': '203.0.113.9' },
        'content-type': 'application/x-www-form-urlencoded',
      }
      const body = new URLSearchParams({ email: `place-${round}@example.com` })
      statuses.push((await ask('/api/auth/signin/email', headers, { method: 'POST', body })).status)
    }
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 303))
    expect(statuses[20]).toBe(429)
  })

  test('what comes from production’s pages is refused: a preview is a place of its own', async () => {
    const body = JSON.stringify({ json: { name: 'x', timeZone: 'UTC', locale: 'en' } })
    const post = (from: string) =>
      ask(
        '/api/trpc/account.updateProfile',
        { origin: from, 'content-type': 'application/json' },
        { method: 'POST', body },
      )
    expect((await post('https://clips.example.com')).status).toBe(403)
    expect((await post(appUrl)).status).not.toBe(403)
  })
})
