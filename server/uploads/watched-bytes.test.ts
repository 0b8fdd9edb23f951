import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchedBytes } from './watched-bytes'

const stallMs = 1_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const open = () => {
  const body = new Readable({ read: () => undefined })
  const bytes = watchedBytes(body, { stallMs, lengthBytes: null, signal: new AbortController().signal })
  const take = async () => {
    const { value } = await bytes.next()
    return value === undefined ? null : Buffer.concat(value).length
  }
  return { body, take }
}

test('a sender is not cut for the time in which we took nothing of what it sent', async () => {
  const { body, take } = open()
  const first = take()
  body.push(Buffer.alloc(1))
  expect(await first).toBe(1)
  body.push(Buffer.alloc(3 * 1024 ** 2))
  while (!body.isPaused()) await turn()
  vi.advanceTimersByTime(10 * stallMs)
  expect(await take()).toBe(3 * 1024 ** 2)
  vi.advanceTimersByTime(stallMs - 1)
  body.push(Buffer.alloc(5))
  body.push(null)
  expect(await take()).toBe(5)
  expect(await take()).toBeNull()
})

test('a sender that says nothing any more is cut, also after we were the slow ones', async () => {
  const { body, take } = open()
  const first = take()
  body.push(Buffer.alloc(3 * 1024 ** 2))
  expect(await first).toBe(3 * 1024 ** 2)
  const next = take()
  vi.advanceTimersByTime(stallMs)
  await expect(next).rejects.toMatchObject({ code: 'cancelled', message: expect.stringContaining('No byte came') })
})
