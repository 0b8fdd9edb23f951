let hasEnded = false
const listeners = new Set<() => void>()

const change = (next: boolean): void => {
  if (next === hasEnded) return
  hasEnded = next
  for (const listener of listeners) listener()
}

/** Whether the session that this page was opened with is over. A store for React's `useSyncExternalStore`. */
export const sessionEnd = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  get: () => hasEnded,
  getOnServer: () => false,
  /** What an answer says of it. */
  note: (has: boolean): void => change(has),
}
