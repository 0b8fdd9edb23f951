import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchSilence } from './watch-silence'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const silentMs = 1_000

/** A watch over a server that answers a question after `answersMs`, and when what waits on it was told to give up. */
const over = ({ answersMs }: { answersMs: number | null }) => {
  const server = { answersMs }
  const reports = vi.fn()
  const asked = vi.fn(
    () =>
      new Promise<boolean>((resolve) => {
        const { answersMs: ms } = server
        setTimeout(() => resolve(ms !== null), ms ?? silentMs)
      }),
  )
  const watch = watchSilence({ silentMs, isThere: asked, onSuspect: reports })
  const startedAt = Date.now()
  const gaveUpAt: number[] = []
  return {
    ...watch,
    server,
    asked,
    reports,
    gaveUpAt,
    wait: () => watch.begin(() => gaveUpAt.push(Date.now() - startedAt)),
  }
}

test('what waits on a server that says nothing is told together, after the time that silence takes and not after its own', async () => {
  const { wait, gaveUpAt, isSilent, reports } = over({ answersMs: null })
  const ends = [wait()]
  await vi.advanceTimersByTimeAsync(700)
  ends.push(wait())
  expect(reports).toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(350)
  expect(gaveUpAt).toHaveLength(2)
  expect(Math.max(...gaveUpAt)).toBeLessThanOrEqual(silentMs + 50)
  expect(isSilent()).toBe(true)
  for (const end of ends) end()
})

test('a slow statement is none: the server answers a question meanwhile', async () => {
  const { wait, gaveUpAt, isSilent, asked } = over({ answersMs: 20 })
  const end = wait()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toHaveBeenCalled()
  expect(gaveUpAt).toEqual([])
  expect(isSilent()).toBe(false)
  end()
})

test('a server that answers others is not asked', async () => {
  const { wait, heard, asked, gaveUpAt } = over({ answersMs: null })
  const end = wait()
  for (let turn = 0; turn < 20; turn += 1) {
    await vi.advanceTimersByTimeAsync(200)
    heard()
  }
  expect([asked.mock.calls.length, gaveUpAt]).toEqual([0, []])
  end()
})

test('one that was silent is asked until it answers, also when nobody waits any more; then all is well again', async () => {
  const { wait, server, isSilent } = over({ answersMs: null })
  const end = wait()
  await vi.advanceTimersByTimeAsync(1_100)
  end()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(isSilent()).toBe(true)
  server.answersMs = 5
  await vi.advanceTimersByTimeAsync(1_500)
  expect(isSilent()).toBe(false)
})

test('nothing is watched while nobody waits', async () => {
  const { wait, asked } = over({ answersMs: null })
  wait()()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})

test('time in which this very process stood still is not held against the server', async () => {
  const { wait, gaveUpAt } = over({ answersMs: null })
  const end = wait()
  vi.setSystemTime(Date.now() + 60_000)
  await vi.advanceTimersByTimeAsync(150)
  expect(gaveUpAt).toEqual([])
  end()
})
