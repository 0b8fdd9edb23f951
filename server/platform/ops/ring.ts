/** The last `size` things, oldest first. */
export type Ring<T> = {
  push(item: T): void
  items(): readonly T[]
}

export const createRing = <T>(size: number): Ring<T> => {
  const held: T[] = []
  let next = 0
  return {
    push: (item) => {
      held[next] = item
      next = (next + 1) % size
    },
    items: () => (held.length < size ? held.slice() : [...held.slice(next), ...held.slice(0, next)]),
  }
}
