import { waitStore } from './waits'

const held = new WeakMap<object, number>()

/** What takes longer is said where it was asked for. */
const longestNoteMs = 60_000

/** Notes until when what was refused with this error need not be tried again. */
export const holdBack = (error: object, forMs: number): void => {
  const untilMs = Date.now() + forMs
  held.set(error, untilMs)
  if (forMs > longestNoteMs) return
  const key = waitStore.begin({ kind: 'limit', sinceMs: 0, untilMs })
  setTimeout(() => waitStore.end(key), forMs)
}

/** For a button: when what it does was refused for its frequency, until when. null: it may be pressed. */
export const heldUntil = (error: object | null): number | null => (error === null ? null : (held.get(error) ?? null))
