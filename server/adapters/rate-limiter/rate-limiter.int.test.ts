import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import type { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ratePolicies } from '@/server/rate-limits/policies'
import { connectTestRedis, startTestRedis, type TestRedis } from '@/server/testing/redis'
import { createMetrics } from '../metrics'
import { createRateLimiter, whenAlone } from '.'
import { describeRateLimiter } from './contract'
import { createMemoryRateLimiter } from './memory'
import { createRedisRateLimiter } from './redis'

let server: TestRedis
let client: Redis
let other: Redis
beforeAll(async () => {
  server = await startTestRedis()
  client = await connectTestRedis(server)
  other = await connectTestRedis(server)
})
afterAll(async () => {
  client.disconnect()
  other.disconnect()
  await server.stop()
})

let nowMs = Date.now()
const clock = { now: () => nowMs }
const memory = createMemoryRateLimiter(clock)
describeRateLimiter('the memory', {
  limiter: () => memory,
  waitFor: async (ms) => {
    nowMs += ms
  },
})
describeRateLimiter('Redis', {
  limiter: () => createRedisRateLimiter(client),
  waitFor: async (ms) => {
    const until = performance.now() + ms
    // A timer counts whole milliseconds, and may be one early.
    while (performance.now() < until) await sleep(until - performance.now())
  },
})

test('Redis keeps a window shut for as long as it says, and not a millisecond longer', async () => {
  const limiter = createRedisRateLimiter(client)
  const policy = { ...ratePolicies.clipRender, quota: 1, burst: 1, windowSeconds: 60, shape: 'window' } as const
  for (let round = 0; round < 50; round++) {
    const claim = { policy: { ...policy, name: `edge-${randomUUID()}` }, subject: 'a', cost: 1 }
    await limiter.take([claim])
    // Sent together: asked within the same millisecond, but for few.
    const [{ states }, [seconds, microseconds]] = await Promise.all([limiter.take([claim]), client.time()])
    const askedMs = Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000)
    const shutMs = await client.pexpiretime(`cf:rate:${claim.policy.name}:a`)
    expect(askedMs + (states[0]?.waitMs ?? 0)).toBeGreaterThan(shutMs)
    expect(states[0]?.waitMs).toBeLessThanOrEqual(60_000)
  }
})

test('memory and Redis answer the same to the same questions', async () => {
  const both = [createMemoryRateLimiter({ now: Date.now }), createRedisRateLimiter(client)]
  const question = fc.record({ cost: fc.integer({ min: 0, max: 12 }), subject: fc.constantFrom('a', 'b') })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(question, { minLength: 1, maxLength: 2 }), { maxLength: 25 }),
      fc.constantFrom('steady', 'window'),
      async (questions, shape) => {
        const policies = [8, 20].map((burst) => ({
          ...ratePolicies.clipRender,
          name: `same-${randomUUID()}`,
          quota: burst,
          burst,
          shape,
        }))
        for (const asked of questions) {
          const claims = asked.map(({ cost, subject }, at) => ({ policy: policies[at] ?? policies[0], subject, cost }))
          const known = claims.flatMap(({ policy, ...rest }) => (policy === undefined ? [] : [{ ...rest, policy }]))
          const [here, there] = await Promise.all(
            both.map(async (limiter) => {
              const { isAllowed, states } = await limiter.take(known)
              return { isAllowed, left: states.map(({ remaining }) => remaining) }
            }),
          )
          expect(here).toEqual(there)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('two processes with clocks of their own share one count through Redis', async () => {
  const claim = { policy: ratePolicies.signIn, subject: 'shared', cost: 1 }
  const processes = [createRedisRateLimiter(client), createRedisRateLimiter(other)]
  const verdicts = await Promise.all(Array.from({ length: 20 }, (_, at) => processes[at % 2]?.take([claim])))
  expect(verdicts.filter((verdict) => verdict?.isAllowed)).toHaveLength(5)
})

test('a flood of made-up subjects does not fill the memory', async () => {
  const policy = ratePolicies.signIn
  const limiter = createMemoryRateLimiter(clock)
  for (let at = 0; at < 50_100; at++) await limiter.take([{ policy, subject: `flood-${at}`, cost: 5 }])
  expect((await limiter.take([{ policy, subject: 'flood-0', cost: 0 }])).states[0]?.remaining).toBe(5)
  expect((await limiter.take([{ policy, subject: 'flood-50099', cost: 0 }])).states[0]?.remaining).toBe(0)
})

test('one of several processes that count for themselves admits its part, and a fourth where guessing is the danger', () => {
  expect(whenAlone(ratePolicies.user, 4)).toMatchObject({ quota: 600, windowSeconds: 240, burst: 30 })
  expect(whenAlone(ratePolicies.user, 1)).toEqual(ratePolicies.user)
  expect(whenAlone(ratePolicies.signIn, 1)).toMatchObject({ quota: 5, windowSeconds: 3_600, burst: 2 })
  expect(whenAlone(ratePolicies.importLink, 1)).toMatchObject({ quota: 10, windowSeconds: 14_400, burst: 3 })
  expect(whenAlone(ratePolicies.apiKeyCeiling, 5)).toMatchObject({ quota: 2_000, windowSeconds: 60, burst: 2_000 })
})

describe('while Redis is away', () => {
  const degraded = async (metrics: ReturnType<typeof createMetrics>) =>
    (await metrics.read()).find(({ name }) => name === 'ratelimit_degraded')
  const open = (redis = client) => {
    const metrics = createMetrics()
    const limiter = createRateLimiter({ redis, clock: { now: Date.now }, metrics, processes: 1 })
    const take = (subject: string) => limiter.take([{ policy: ratePolicies.user, subject, cost: 1 }])
    const signIn = (subject: string) => limiter.take([{ policy: ratePolicies.signIn, subject, cost: 1 }])
    return { metrics, take, signIn }
  }
  /** Of three times, for the clock also counts what else the machine does. */
  const quickestMs = async (work: () => Promise<unknown>) => {
    const times: number[] = []
    for (let round = 0; round < 3; round++) {
      const startedAt = performance.now()
      await work()
      times.push(performance.now() - startedAt)
    }
    return Math.min(...times)
  }

  test('frozen: one command waits, the rest are counted here at once; sign-in gets a fourth; it is over when Redis moves again', async () => {
    const quick = await connectTestRedis(server, { patience: 1 })
    const { metrics, take, signIn } = open(quick)
    await expect.poll(() => take('frozen').then(() => degraded(metrics))).toMatchObject({ value: 0 })
    process.kill(server.pid, 'SIGSTOP')
    try {
      expect((await take('frozen')).isAllowed).toBe(true)
      expect(await degraded(metrics)).toMatchObject({ value: 1 })
      // Each would wait 250 ms of its own if it were sent.
      expect(await quickestMs(() => Promise.all(Array.from({ length: 20 }, () => take('frozen'))))).toBeLessThan(200)
      const verdicts = [await signIn('frozen'), await signIn('frozen'), await signIn('frozen')]
      expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, true, false])
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
    await expect.poll(() => take('thawed').then(() => degraded(metrics))).toMatchObject({ value: 0 })
    quick.disconnect()
  })

  test('killed: row 57: the limits hold in this process, and through Redis again when it is back', async () => {
    const { metrics, take, signIn } = open()
    process.kill(server.pid, 'SIGKILL')
    await expect.poll(() => client.status).not.toBe('ready')
    expect(await quickestMs(() => Promise.all(Array.from({ length: 20 }, () => take('killed'))))).toBeLessThan(200)
    const verdicts = [await signIn('killed'), await signIn('killed'), await signIn('killed')]
    expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, true, false])
    await server.start()
    await expect.poll(() => take('back').then(() => degraded(metrics))).toMatchObject({ value: 0 })
    // It was started anew and knows nothing: the script is told again.
    expect((await signIn('killed')).isAllowed).toBe(true)
  })

  test('every question is counted by policy and outcome', async () => {
    const { metrics, signIn } = open()
    for (let round = 0; round < 7; round++) await signIn('counted')
    const counts = (await metrics.read()).filter(({ name }) => name === 'ratelimit_total')
    expect(counts.map((series) => ({ ...series.labels, value: 'value' in series ? series.value : null }))).toEqual([
      { policy: 'sign-in', outcome: 'allowed', value: 5 },
      { policy: 'sign-in', outcome: 'denied', value: 2 },
    ])
  })
})

test('where no Redis was set up one process counts the whole, sign-in too, and nothing is degraded', async () => {
  const metrics = createMetrics()
  const limiter = createRateLimiter({ redis: null, clock: { now: () => 1_000 }, metrics, processes: 1 })
  const policy = ratePolicies.signIn
  for (let n = 0; n < policy.quota; n++)
    expect(await limiter.take([{ policy, subject: 'a', cost: 1 }])).toMatchObject({ isAllowed: true })
  expect(await limiter.take([{ policy, subject: 'a', cost: 1 }])).toMatchObject({ isAllowed: false })
  expect((await metrics.read()).find(({ name }) => name === 'ratelimit_degraded')).toMatchObject({ value: 0 })
})
