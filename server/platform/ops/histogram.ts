import type { Bucket } from './types'

/** Histograms of any number of processes and moments, added up. `buckets` is by upper bound. */
export type Spread = { count: number; sum: number; readonly buckets: Map<number, Bucket> }

export const emptySpread = (): Spread => ({ count: 0, sum: 0, buckets: new Map() })

export const addToSpread = (
  spread: Spread,
  gain: { readonly count: number; readonly sum: number; readonly buckets: readonly Bucket[] },
): Spread => {
  spread.count += gain.count
  spread.sum += gain.sum
  for (const { from, to, count } of gain.buckets)
    spread.buckets.set(to, { from, to, count: (spread.buckets.get(to)?.count ?? 0) + count })
  return spread
}

/**
 * The value that `share` (0-1) of all lie at or below, by a straight line within its bucket; null when there is none. Of what lies above
 * the last bound only that is known: the figure is then the highest bound that something fell under, a floor.
 */
export const quantile = ({ count, sum, buckets }: Spread, share: number): number | null => {
  if (count === 0) return null
  const rank = share * count
  const ascending = [...buckets.values()].sort((a, b) => a.to - b.to)
  let below = 0
  for (const { from, to, count: here } of ascending) {
    if (below + here >= rank) return from + ((to - from) * Math.max(0, rank - below)) / here
    below += here
  }
  return ascending.at(-1)?.to ?? sum / count
}
