/** What somebody who looks at the page waits for and should know of. */
export type Wait = {
  readonly key: number
  /** `busy`, and `silent` where no answer came at all: tried again by itself. `limit`: too many requests; what was asked for can be asked for again after `untilMs`. */
  readonly kind: 'busy' | 'silent' | 'limit'
  readonly sinceMs: number
  /** When it is tried again, or may be. */
  readonly untilMs: number
}

let waits: readonly Wait[] = []
let keys = 0
const listeners = new Set<() => void>()
const nobody: readonly Wait[] = []

const change = (next: readonly Wait[]): void => {
  waits = next
  for (const listener of listeners) listener()
}

/** A store for React's `useSyncExternalStore`. */
export const waitStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  get: () => waits,
  getOnServer: () => nobody,
  begin: (wait: Omit<Wait, 'key'>): number => {
    keys += 1
    change([...waits, { ...wait, key: keys }])
    return keys
  },
  /** It goes on. */
  update: (key: number, changed: Partial<Omit<Wait, 'key'>>): void =>
    change(waits.map((wait) => (wait.key === key ? { ...wait, ...changed } : wait))),
  end: (key: number): void => {
    if (waits.some((wait) => wait.key === key)) change(waits.filter((wait) => wait.key !== key))
  },
}
