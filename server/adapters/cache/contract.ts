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
      await expect.poll(() => cache().get(key)).toBeUndefined()
    })
  })
}
