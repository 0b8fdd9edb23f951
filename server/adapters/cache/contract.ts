import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Cache } from '@/server/ports/cache'

/** What every cache promises, whatever stands behind it. `cache` is asked for inside each test. */
export const describeCache = (name: string, cache: () => Cache): void => {
  describe(`${name} as a cache`, () => {
    it('gives back what was put, until it is deleted or replaced', async () => {
      const key = randomUUID()
      expect(await cache().get(key)).toBeUndefined()
      await cache().set(key, 'Zwölf\n', 60_000)
      expect(await cache().get(key)).toBe('Zwölf\n')
      await cache().set(key, '', 60_000)
      expect(await cache().get(key)).toBe('')
      await cache().delete(key)
      expect(await cache().get(key)).toBeUndefined()
    })

    it('forgets a value when its time is up', async () => {
      const key = randomUUID()
      await cache().set(key, 'brief', 40)
      await expect.poll(() => cache().get(key), { timeout: 5_000 }).toBeUndefined()
    })

    it('counts each of many at once exactly once', async () => {
      const key = randomUUID()
      const counts = await Promise.all(Array.from({ length: 50 }, () => cache().count(key, 60_000)))
      expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 50 }, (_, at) => at + 1),
      )
    })

    it('counts within a window that the first count opened and later ones do not prolong', async () => {
      const key = randomUUID()
      const first = await cache().count(key, 60_000)
      expect(first.resetsInMs).toBeGreaterThan(55_000)
      await expect
        .poll(async () => (await cache().count(key, 60_000)).resetsInMs, { timeout: 5_000 })
        .toBeLessThan(first.resetsInMs)
    })

    it('begins to count anew when the window is over', async () => {
      const key = randomUUID()
      await cache().count(key, 40)
      await expect.poll(async () => (await cache().count(key, 40)).count, { timeout: 5_000, interval: 60 }).toBe(1)
    })
  })
}
