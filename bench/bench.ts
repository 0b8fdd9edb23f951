/** A measured figure, with the target it is held against when there is one. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly target?: { readonly op: '<=' | '>='; readonly value: number }
}

export type BenchResult = { readonly figures: readonly Figure[]; readonly notes?: readonly string[] }

/** `bench/<name>.bench.ts` default-exports one of these; `npm run bench -- <name> [args]` runs it. */
export type Bench = {
  readonly what: string
  /** It runs the production build, which is made first where the sources changed. */
  readonly needsApp?: true
  run(args: readonly string[]): Promise<BenchResult>
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2
}
