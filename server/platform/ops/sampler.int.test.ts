import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Prisma } from '@/server/db/generated/client'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { getOps } from './get-ops'
import { startSampler } from './sampler'
import { watchGauges } from './watch-gauges'

/** None but those that a test takes, however long it takes. */
const byHand = { everyMs: 3_600_000 }
let app: TestApp
let operator: SignedInTester
beforeAll(async () => {
  app = await openTestApp()
  operator = await app.signIn({ isOperator: true })
  watchGauges(app.ctx)
})
afterAll(() => app.close())

test('what a worker counts, a web process shows to an operator', async () => {
  const worker = startSampler(app.ctx, 'worker', byHand)
  app.ctx.ports.metrics.observe('render_realtime_ratio', {}, 2)
  app.ctx.ports.metrics.observe('render_seconds', {}, 15)
  await worker.sample()
  worker.stop()
  const rows = await app.ctx.db.opsSample.findMany({ select: { processId: true } })
  expect(rows).toEqual([{ processId: worker.process.id }])
  // The step that is under way is shown once it is over.
  app.advance(120_000)
  const shown = await getOps(operator.user, { window: 'hour' })
  expect(shown.work).toMatchObject({ renderCount: 1, renderSpeed: expect.closeTo(2, 0) })
  expect(shown.health.checks.map(({ name }) => name)).toContain('postgres:responseTime')
  expect(shown.version).toBe('test')
})

test('the gauges say what waits and since when', async () => {
  await app.ctx.db.mail.deleteMany()
  await app.ctx.db.mail.create({
    data: {
      ...{ key: 'k', template: 'welcome', to: 'a@example.com', subject: 's', html: 'h', text: 't' },
      createdAt: new Date(app.ctx.clock.now() - 90_000),
      // It was tried, and is tried again in an hour: the provider is away.
      dueAt: new Date(app.ctx.clock.now() + 3_600_000),
    },
  })
  const read = await app.ctx.ports.metrics.read()
  expect(read).toContainEqual({ kind: 'gauge', name: 'jobs', labels: { queue: 'mail', state: 'queued' }, value: 1 })
  expect(read).toContainEqual({ kind: 'gauge', name: 'jobs', labels: { queue: 'renders', state: 'queued' }, value: 0 })
  const age = read.find(({ name }) => name === 'outbox_age_seconds')
  expect(age).toHaveProperty('value', expect.closeTo(90, -1))
  expect(read).toContainEqual({ kind: 'gauge', name: 'backup_timestamp_seconds', labels: {}, value: 0 })
  const free = read.find(({ name, labels }) => name === 'storage_bytes' && labels.kind === 'free')
  expect(free).toHaveProperty('value', expect.any(Number))
})

test('samples wait while they can’t be put away, and all arrive, once', async () => {
  const { opsSample } = app.ctx.db
  await opsSample.deleteMany()
  const sent: number[] = []
  let isAway = true
  const createMany = (args: Prisma.OpsSampleCreateManyArgs): Promise<unknown> => {
    sent.push([args.data].flat().length)
    return isAway ? Promise.reject(new Error('no database')) : opsSample.createMany(args)
  }
  const db = new Proxy(app.ctx.db, {
    get: (target, name) =>
      name === 'opsSample' ? { createMany, deleteMany: opsSample.deleteMany } : Reflect.get(target, name),
  })
  const sampler = startSampler({ ...app.ctx, db }, 'web', byHand)
  await expect(sampler.sample()).rejects.toThrow('no database')
  app.advance(10_000)
  await expect(sampler.sample()).rejects.toThrow('no database')
  app.advance(10_000)
  isAway = false
  await sampler.sample()
  app.advance(10_000)
  await sampler.sample()
  sampler.stop()
  // What has arrived is not kept here any longer.
  expect(sent).toEqual([1, 2, 3, 1])
  expect(await opsSample.count()).toBe(4)
})

test('whoever is not an operator finds nothing, also the owner of a workspace', async () => {
  const owner = await app.signIn()
  await expect(getOps(owner.user, { window: 'hour' })).rejects.toMatchObject({ code: 'not_found' })
})
