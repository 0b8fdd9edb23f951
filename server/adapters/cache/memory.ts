import type { Cache } from '@/server/ports/cache'
import type { Clock } from '@/server/ports/clock'

type Entry = { readonly value: string; readonly expiresAt: number }

/** Entries past this are dropped oldest first: a flood of keys must not fill the memory. */
const maxEntries = 20_000

/** A cache of this process alone. */
export const createMemoryCache = (clock: Pick<Clock, 'now'>): Cache => {
  const entries = new Map<string, Entry>()
  const put = (key: string, entry: Entry) => {
    entries.delete(key)
    entries.set(key, entry)
    if (entries.size > maxEntries) for (const oldest of entries.keys()) return void entries.delete(oldest)
  }
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    return entry !== undefined && entry.expiresAt > clock.now() ? entry : undefined
  }
  return {
    id: 'memory',
    get: async (key) => live(key)?.value,
    set: async (key, value, ttlMs) => put(key, { value, expiresAt: clock.now() + ttlMs }),
    delete: async (key) => void entries.delete(key),
  }
}
