import { setTimeout as sleep } from 'node:timers/promises'

export type Look = { readonly atMs: number; readonly isSo: boolean }

/** Asks a yes-or-no question again and again, apart from the load; `end` gives all answers, in time since the start. */
export const watch = (ask: () => Promise<boolean>, everyMs = 100) => {
  const startAt = performance.now()
  const looks: Look[] = []
  let isOver = false
  const loop = (async () => {
    while (!isOver) {
      const isSo = await ask().catch(() => false)
      looks.push({ atMs: performance.now() - startAt, isSo })
      await sleep(everyMs)
    }
  })()
  return {
    nowMs: () => performance.now() - startAt,
    end: async (): Promise<readonly Look[]> => {
      isOver = true
      await loop
      return looks
    },
  }
}

/** Milliseconds from an instant until it was so for the first time; NaN: never. */
export const firstAfter = (looks: readonly Look[], atMs: number, isSo: boolean): number =>
  (looks.find((look) => look.atMs >= atMs && look.isSo === isSo)?.atMs ?? Number.NaN) - atMs

/** Milliseconds from an instant until it stayed so; NaN: it was not so at the end. */
export const steadyAfter = (looks: readonly Look[], atMs: number, isSo: boolean): number => {
  const lastOther = looks.findLast((look) => look.isSo !== isSo)
  if (looks.at(-1)?.isSo !== isSo) return Number.NaN
  const since = looks.find((look) => look.atMs > (lastOther?.atMs ?? Number.NEGATIVE_INFINITY))
  return Math.max(0, (since?.atMs ?? Number.NaN) - atMs)
}
