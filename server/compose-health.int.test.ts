import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type OwnServices, startOwnServices } from '@/e2e/own-services'
import { createChatReranker } from './adapters/reranker/chat'
import { type App, createApp } from './compose-app'
import { isMigrated, startHealth, waitingAge } from './compose-health'
import { createHealthPool, type HealthPool } from './db/health-pool'
import { readEnv } from './env'
import { type CheckName, checkDeadlineMs, createServiceNotes, type HealthMonitor, overallStatus } from './platform'
import { shareWaitingInFront } from './platform/health/shared-health'
import { applyRunnerSchema } from './runner'

const patientMs = 60_000

let dir: string
let services: OwnServices
let app: App
let pool: HealthPool
/** For what a test asks itself: the deadline of a look is not its subject. */
let patient: HealthPool
let monitor: HealthMonitor

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-health-'))
  services = await startOwnServices(dir)
})
afterAll(async () => {
  await services.stop()
  await rm(dir, { recursive: true, force: true })
})
beforeEach(async () => {
  const env = readEnv({
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    CLIPFORGE_DATA_DIR: dir,
    AUTH_SECRET: 'a secret of tests that opens nothing anywhere',
    MEDIA_SIGNING_KEYS: 'k1:a-secret-of-tests-that-signs-nothing-elsewhere',
  })
  app = await createApp('web', env)
  pool = createHealthPool(services.databaseUrl, checkDeadlineMs)
  patient = createHealthPool(services.databaseUrl, patientMs)
  monitor = startHealth(app, pool)
  await expect.poll(() => monitor.snapshot().isStarted).toBe(true)
})
afterEach(async () => {
  monitor.stop()
  await pool.close()
  await patient.close()
  await app.close()
})

const statusOf = (name: CheckName) => monitor.snapshot().components[name].status
const overall = () => overallStatus(monitor.snapshot(), Date.now())
/** Looks more often than the background loop would, for what it asks only now and then. */
const hurried = <T>(look: () => T) =>
  expect.poll(() => {
    monitor.lookNow()
    return look()
  })

test('with everything there all is well, and every look cost one statement', async () => {
  await expect.poll(overall).toBe('pass')
  await expect.poll(() => monitor.snapshot().components['redis:responseTime'].value ?? 0).toBeGreaterThan(0)
  expect(monitor.snapshot().components['storage:free'].value).toBeGreaterThan(0)
  // Which snapshot each statement was asked after: one that is named twice cost its look more than one.
  const askedAfter: number[] = []
  const { ask } = pool
  pool.ask = (sql) => {
    askedAfter.push(monitor.snapshot().takenAtMs)
    return ask(sql)
  }
  await hurried(() => askedAfter.length).toBeGreaterThan(3)
  expect(new Set(askedAfter).size).toBe(askedAfter.length)
})

test('work that nobody takes and mail that does not go out are a warning, and no reason to send traffic elsewhere', async () => {
  await applyRunnerSchema(app.pool)
  await app.pool.query(`INSERT INTO runner.job (kind, due_at) VALUES ('cron', now() - interval '61 s')`)
  await hurried(() => statusOf('jobs:age')).toBe('warn')
  await app.context.db.mail.create({
    data: {
      key: 'late',
      template: 'welcome',
      to: 'late@example.com',
      subject: 'Late',
      html: '',
      text: '',
      createdAt: new Date(Date.now() - 16 * 60_000),
    },
  })
  await hurried(() => statusOf('mail:outboxAge')).toBe('warn')
  expect(overall()).toBe('warn')
  await app.pool.query('DELETE FROM runner.job')
  await app.context.db.mail.deleteMany()
  await hurried(overall).toBe('pass')
})

test('a language model that is away is a warning with its reason, also for who has not asked it; its next answer ends that', async () => {
  const answers = {
    choices: [{ message: { content: '{"clips":[{"index":0,"score":80,"title":"T","hashtags":[],"reason":"R"}]}' } }],
  }
  const start = async (port: number) => {
    const server = createServer((_request, response) => response.end(JSON.stringify(answers)))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return server
  }
  const model = await start(0)
  // Safe: a server that listens on a port has an AddressInfo.
  const { port } = model.address() as AddressInfo
  const patient = { now: Date.now, sleep: async () => undefined }
  const judge = createChatReranker(
    { RERANK_BASE_URL: `http://127.0.0.1:${port}/v1`, RERANK_API_KEY: undefined, RERANK_MODEL: 'small' },
    patient,
    createServiceNotes(app.context),
  )
  const ask = async () =>
    judge?.judge({ language: 'en', prompt: null, candidates: [{ text: 'Words.', durationMs: 20_000 }] })
  const line = () => monitor.snapshot().components['services:away']
  await ask()
  await hurried(() => line().atMs).not.toBeNull()
  expect(line().status).toBe('pass')

  model.closeAllConnections()
  await new Promise((resolve) => model.close(resolve))
  await expect(ask()).rejects.toMatchObject({ code: 'engine_unavailable' })
  await hurried(() => line().status).toBe('warn')
  expect(line()).toMatchObject({ value: 1, output: expect.stringContaining('could not be reached') })
  expect(overall()).toBe('warn')

  const again = await start(port)
  await ask()
  await hurried(() => line().status).toBe('pass')
  await new Promise((resolve) => again.close(resolve))

  // Nobody asked for a while: what became of it, nobody knows.
  const at = (minutes: number) => ({ failedAt: new Date(Date.now() - minutes * 60_000), problem: 'was away' })
  await app.context.db.serviceOutcome.create({ data: { service: 'speech', ...at(14) } })
  await hurried(() => line().status).toBe('warn')
  await app.context.db.serviceOutcome.update({ where: { service: 'speech' }, data: at(16) })
  await hurried(() => line().status).toBe('pass')
  await app.context.db.serviceOutcome.deleteMany()
})

test('with an Inngest server, what it was to begin and did not is work that nobody takes; with a heart that beats, only what it was not told of is', async () => {
  const elsewhere = startHealth(
    {
      ...app,
      env: readEnv({
        INNGEST_BASE_URL: 'http://127.0.0.1:1',
        INNGEST_EVENT_KEY: 'event',
        INNGEST_SIGNING_KEY: 'ab'.repeat(32),
      }),
    },
    pool,
  )
  const age = async () => (await patient.ask<{ age: number | null }>(waitingAge))?.age ?? null
  const { db } = app.context
  const [old, now] = [new Date(Date.now() - 61_000), new Date()]
  const { id: workspaceId } = await db.workspace.create({ data: { name: 'Waiting' } })
  const mine = { workspaceId, createdById: 'somebody', title: 'A talk', settings: {} }
  const cut = { workspaceId, position: 1, title: '', hashtags: [], score: 1, startMs: 0, endMs: 1, durationMs: 1 }
  const upload = { workspaceId, userId: 'somebody', kind: 'file', fileName: 'a.mp4', expiresAt: now } as const
  const whole = { aspect: '9:16', framing: 'auto', captions: 'none', createdAt: old }

  const queued = await db.project.create({ data: { ...mine, status: 'queued', queuedAt: old } })
  expect(await age()).toBeGreaterThan(60)
  await expect
    .poll(() => {
      elsewhere.lookNow()
      return elsewhere.snapshot().components['jobs:age'].status
    })
    .toBe('warn')
  await db.project.update({ where: { id: queued.id }, data: { status: 'working', heartbeatAt: now } })
  expect(await age()).toBeNull()
  await db.heldEvent.create({ data: { id: 'held', name: 'project/start', data: {}, createdAt: old } })
  expect(await age()).toBeGreaterThan(60)
  await db.heldEvent.deleteMany()
  expect(await age()).toBeNull()
  await db.project.update({ where: { id: queued.id }, data: { status: 'ready' } })
  await db.upload.create({ data: { ...upload, state: 'checking', updatedAt: old } })
  expect(await age()).toBeGreaterThan(60)
  await db.upload.updateMany({ data: { checks: 1 } })
  expect(await age()).toBeNull()
  const clip = await db.clip.create({ data: { ...cut, projectId: queued.id, ranges: [], features: [], boundary: {} } })
  await db.render.create({ data: { ...whole, clipId: clip.id, workspaceId } })
  expect(await age()).toBeGreaterThan(60)
  // Nobody waits for what was removed.
  await db.clip.update({ where: { id: clip.id }, data: { deletedAt: now } })
  expect(await age()).toBeNull()
  elsewhere.stop()
  await db.workspace.delete({ where: { id: workspaceId } })
})

test('a database that lives in another time zone makes nothing older or younger', async () => {
  await app.pool.query(`ALTER DATABASE ${new URL(services.databaseUrl).pathname.slice(1)} SET timezone TO 'Asia/Tokyo'`)
  const elsewhere = createHealthPool(services.databaseUrl, patientMs)
  const looks = startHealth(app, elsewhere)
  const mail = { template: 'welcome', to: 'late@example.com', subject: 'Late', html: '', text: '' }
  await app.context.db.mail.create({ data: { key: 'zone', ...mail, createdAt: new Date(Date.now() - 60_000) } })
  await expect
    .poll(() => {
      looks.lookNow()
      return looks.snapshot().components['mail:outboxAge'].value ?? 0
    })
    .toBeGreaterThan(0)
  expect(looks.snapshot().components['mail:outboxAge'].value).toBeLessThan(15 * 60)
  expect(await elsewhere.ask('SHOW timezone')).toEqual({ TimeZone: 'Asia/Tokyo' })
  looks.stop()
  await elsewhere.close()
  await app.context.db.mail.deleteMany()
  await app.pool.query(`ALTER DATABASE ${new URL(services.databaseUrl).pathname.slice(1)} RESET timezone`)
})

test('who waits for a connection in the front waits for the same database', async () => {
  shareWaitingInFront(2)
  await hurried(() => statusOf('pool:waiting')).toBe('warn')
  shareWaitingInFront(0)
  await hurried(overall).toBe('pass')
})

test('Redis is killed: a warning; it is back: all is well again, by itself', async () => {
  await expect.poll(overall).toBe('pass')
  await services.killRedis()
  await expect.poll(() => statusOf('redis:responseTime')).toBe('fail')
  expect(overall()).toBe('warn')
  await services.startRedis()
  await expect.poll(overall).toBe('pass')
})

test('PostgreSQL is killed while requests use it: a failure; it is back: all is well again, by itself', async () => {
  await app.pool.query('SELECT 1')
  await services.killPostgres()
  await expect.poll(overall).toBe('fail')
  await services.startPostgres()
  await expect.poll(overall).toBe('pass')
  expect(await isMigrated(patient)).toBe(true)
})

test('PostgreSQL is killed while nobody uses it: noticed all the same', async () => {
  await expect.poll(overall).toBe('pass')
  await services.killPostgres()
  await expect.poll(overall).toBe('fail')
  await services.startPostgres()
  await expect.poll(overall).toBe('pass')
})

test('a database that lacks a migration of this code is not ready for it', async () => {
  expect(await isMigrated(patient)).toBe(true)
  const { rows } = await app.pool.query<{ migration_name: string }>(
    `DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)
     RETURNING migration_name`,
  )
  expect(rows).toHaveLength(1)
  expect(await isMigrated(patient)).toBe(false)
})
