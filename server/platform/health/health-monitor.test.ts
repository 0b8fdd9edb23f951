import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Check, type HealthMonitor, startHealthMonitor } from './health-monitor'
import { overallStatus } from './judge-health'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  for (const monitor of monitors.splice(0)) monitor.stop()
  vi.useRealTimers()
})

const monitors: HealthMonitor[] = []
const hour = 3_600_000

/** A PostgreSQL that a test takes away; `looks` counts what was asked of it. */
const database = () => {
  const state = { isUp: true, hangs: false, looks: 0 }
  const check: Check = {
    name: 'postgres:responseTime',
    look: async () => {
      state.looks += 1
      if (state.hangs) await new Promise(() => undefined)
      if (!state.isUp) throw new Error('ECONNREFUSED')
      return { 'postgres:responseTime': { is: 'good', value: 1 } }
    },
  }
  return { state, check }
}

type Given = Partial<Parameters<typeof startHealthMonitor>[0]> & { readonly checks: readonly Check[] }
const start = (given: Given): HealthMonitor => {
  const monitor = startHealthMonitor({
    isPrepared: async () => true,
    loopDelay: { longestSince: () => 0 },
    random: () => 0,
    ...given,
  })
  monitors.push(monitor)
  return monitor
}
const statusOf = (monitor: HealthMonitor) => monitor.snapshot().components['postgres:responseTime'].status

test('B8: a healthy database is asked 0.2 times a second at most, over a whole hour', async () => {
  const { state, check } = database()
  start({ checks: [check] })
  await vi.advanceTimersByTimeAsync(hour)
  expect(state.looks).toBeLessThanOrEqual(0.2 * 3_600 + 1)
  expect(state.looks).toBeGreaterThan(0.19 * 3_600)
})

test('chance makes looks later, never more frequent', async () => {
  const { state, check } = database()
  start({ checks: [check], random: () => 1 })
  await vi.advanceTimersByTimeAsync(hour)
  expect(state.looks).toBeLessThan(0.2 * 3_600)
})

test('an idle process says within eight seconds that its database is gone, refused or frozen, at the worst moment', async () => {
  for (const away of [{ isUp: false }, { hangs: true }]) {
    const { state, check } = database()
    const monitor = start({ checks: [check], random: () => 1 })
    await vi.advanceTimersByTimeAsync(1)
    Object.assign(state, away)
    await vi.advanceTimersByTimeAsync(8_000)
    expect(statusOf(monitor)).toBe('fail')
    monitor.stop()
  }
})

test('under traffic, whose connections break, it says so within two seconds', async () => {
  for (const away of [{ isUp: false }, { hangs: true }]) {
    const { state, check } = database()
    const monitor = start({ checks: [check], random: () => 1 })
    await vi.advanceTimersByTimeAsync(1_000)
    Object.assign(state, away)
    monitor.report('postgres:responseTime')
    await vi.advanceTimersByTimeAsync(1_999)
    expect(statusOf(monitor)).toBe('fail')
    monitor.stop()
  }
})

test('it is well again within two seconds of the first look that succeeds', async () => {
  const { state, check } = database()
  const monitor = start({ checks: [check], random: () => 1 })
  state.isUp = false
  await vi.advanceTimersByTimeAsync(20_000)
  expect(statusOf(monitor)).toBe('fail')
  state.isUp = true
  await vi.advanceTimersByTimeAsync(1_100)
  expect(statusOf(monitor)).toBe('pass')
})

test('a storm of reports starts two looks a second at most, and a success ends the suspicion', async () => {
  const { state, check } = database()
  const monitor = start({ checks: [check] })
  await vi.advanceTimersByTimeAsync(1)
  const before = state.looks
  for (let ms = 0; ms < 10_000; ms += 10) {
    monitor.report('postgres:responseTime')
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(state.looks - before).toBeLessThanOrEqual(21)
  expect(statusOf(monitor)).toBe('pass')
})

test('a look that hangs is never joined by a second one', async () => {
  const { state, check } = database()
  const monitor = start({ checks: [check] })
  await vi.advanceTimersByTimeAsync(1)
  state.hangs = true
  await vi.advanceTimersByTimeAsync(60_000)
  expect(state.looks).toBe(2)
  expect(statusOf(monitor)).toBe('fail')
})

test('a look that hangs is told when nobody waits for it any more: where it listens, the next one finds the storage well again', async () => {
  const state = { hangs: false }
  const storage: Check = {
    name: 'storage:free',
    everyMs: 30_000,
    look: async (late) => {
      // What it asked is lost for good.
      if (state.hangs) await new Promise((_, reject) => late.addEventListener('abort', () => reject(new Error('late'))))
      return { 'storage:free': { is: 'good', value: null } }
    },
  }
  const monitor = start({ checks: [storage], random: () => 1 })
  await vi.advanceTimersByTimeAsync(1)
  state.hangs = true
  await vi.advanceTimersByTimeAsync(40_000)
  expect(monitor.snapshot().components['storage:free'].status).toBe('fail')
  state.hangs = false
  await vi.advanceTimersByTimeAsync(2_200)
  expect(monitor.snapshot().components['storage:free'].status).toBe('pass')
})

test('a look that was late because this process stood still does not make the database bad', async () => {
  const { state, check } = database()
  const monitor = start({ checks: [check], loopDelay: { longestSince: () => 700 } })
  await vi.advanceTimersByTimeAsync(1)
  state.hangs = true
  await vi.advanceTimersByTimeAsync(60_000)
  expect(monitor.snapshot().components['postgres:responseTime']).toMatchObject({ status: 'pass', failures: 0 })
})

test('all looks of a turn go out together: one that hangs takes nobody else past the deadline', async () => {
  const { check, state } = database()
  state.hangs = true
  const redis: Check = { name: 'redis:responseTime', look: () => ({ 'redis:responseTime': { is: 'good', value: 3 } }) }
  const monitor = start({ checks: [check, redis] })
  await vi.advanceTimersByTimeAsync(1_050)
  expect(monitor.snapshot().components['redis:responseTime'].value).toBe(3)
  expect(monitor.snapshot().takenAtMs).toBe(Date.now() - 49)
})

test('storage is tried every thirty seconds, and at every look while it fails', async () => {
  const state = { isUp: true, looks: 0 }
  const storage: Check = {
    name: 'storage:free',
    everyMs: 30_000,
    look: () => {
      state.looks += 1
      if (!state.isUp) throw new Error('EROFS')
      return { 'storage:free': { is: 'good', value: 0.5 } }
    },
  }
  const monitor = start({ checks: [storage] })
  await vi.advanceTimersByTimeAsync(300_000)
  expect(state.looks).toBe(11)
  state.isUp = false
  await vi.advanceTimersByTimeAsync(40_000)
  expect(overallStatus(monitor.snapshot(), Date.now())).toBe('warn')
  state.isUp = true
  await vi.advanceTimersByTimeAsync(1_100)
  expect(overallStatus(monitor.snapshot(), Date.now())).toBe('pass')
})

test('the process is started once everything was looked at and the schema is current, and stays so', async () => {
  const { check } = database()
  const state = { isMigrated: false }
  const monitor = start({ checks: [check], isPrepared: async () => state.isMigrated })
  expect(monitor.snapshot().isStarted).toBe(false)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(monitor.snapshot().isStarted).toBe(false)
  state.isMigrated = true
  await vi.advanceTimersByTimeAsync(600)
  expect(monitor.snapshot().isStarted).toBe(true)
  state.isMigrated = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(monitor.snapshot().isStarted).toBe(true)
})
