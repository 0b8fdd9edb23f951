import os from 'node:os'
import { type Figure, median } from '../bench'
import { quantileOf, type Sample } from '../open-loop'
import { kindOf } from './scenarios'

export type Claim = {
  readonly gate: string
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly op: '<=' | '>='
  readonly limit: number
  /** Milliseconds are a claim about this machine as much as about the app: they count only while nothing else runs on it. */
  readonly isAbsolute: boolean
}

/** What a gate found. `bareP95Ms` are measured around it, for the verdict whether the machine was quiet. */
export type Found = {
  readonly claims: readonly Claim[]
  readonly notes: readonly string[]
  readonly samples?: readonly Sample[]
  readonly bareP95Ms?: readonly number[]
}

export const atMost = (gate: string, name: string, value: number, limit: number, unit: string): Claim => ({
  ...{ gate, name, value, limit, unit, op: '<=' as const },
  isAbsolute: false,
})
export const atLeast = (...given: Parameters<typeof atMost>): Claim => ({ ...atMost(...given), op: '>=' })
/** Milliseconds. */
export const within = (gate: string, name: string, value: number, limit: number): Claim => ({
  ...atMost(gate, name, value, limit, 'ms'),
  isAbsolute: true,
})

/** No answer counts as none in time. */
export const isMet = ({ op, value, limit }: Claim): boolean =>
  !Number.isNaN(value) && (op === '<=' ? value <= limit : value >= limit)

export type Quiet = { readonly isQuiet: boolean; readonly why: string }

const bareLimitMs = 5
const loadLimit = 2.5

/** By the load average from before the first request, and by what a server of no work at all needed meanwhile. */
export const judgeQuiet = (loadBefore: number, bareP95Ms: readonly number[]): Quiet => {
  const bare = median(bareP95Ms)
  const isQuiet = loadBefore <= loadLimit && bare <= bareLimitMs
  const measured = `load average ${loadBefore.toFixed(1)} before, bare p95 ${bare.toFixed(1)} ms`
  return { isQuiet, why: `${measured}; ${isQuiet ? 'quiet' : `not quiet (${loadLimit}, ${bareLimitMs} ms)`}` }
}

/** An absolute claim on a machine that is not quiet is a figure without a target. */
export const toFigure = (claim: Claim, { isQuiet }: Quiet): Figure => ({
  name: `${claim.gate} ${claim.name}`,
  value: claim.value,
  unit: claim.unit,
  ...(claim.isAbsolute && !isQuiet ? {} : { target: { op: claim.op, value: claim.limit } }),
})

export const loadAverage = (): number => os.loadavg()[0] ?? Number.NaN

export const latenciesOf = (samples: readonly Sample[], wanted: (sample: Sample) => boolean = () => true): number[] =>
  samples.filter(wanted).map(({ latencyMs }) => latencyMs)
export const isKind =
  (kind: string) =>
  ({ name }: Sample): boolean =>
    kindOf(name) === kind
export const isNamed =
  (wanted: string) =>
  ({ name }: Sample): boolean =>
    name === wanted
export const p95 = (values: readonly number[]): number => quantileOf(values, 0.95)

export const isFailed = ({ outcome }: Sample): boolean => !outcome.startsWith('2')

/** "0 failed, 0 429, 0 socket errors" of one load. */
export const nothingFailed = (gate: string, samples: readonly Sample[]): readonly Claim[] => [
  atMost(gate, 'failed', samples.filter(isFailed).length, 0, 'requests'),
  atMost(gate, 'refused by a limit', samples.filter(({ outcome }) => outcome === '429').length, 0, 'requests'),
  atMost(gate, 'broken connections', samples.filter(({ outcome }) => !/^\d/.test(outcome)).length, 0, 'requests'),
]

/** Status x endpoint x error code, with the latencies of each: the one thing that is always printed. */
export const tableOf = (samples: readonly Sample[]): readonly string[] => {
  const groups = new Map<string, Sample[]>()
  for (const sample of samples) {
    const key = `${sample.name}\t${sample.outcome}\t${sample.code}`
    const group = groups.get(key) ?? []
    groups.set(key, group)
    group.push(sample)
  }
  const row = (cells: readonly string[]) =>
    cells.map((cell, at) => (at < 3 ? cell.padEnd(14) : cell.padStart(8))).join(' ')
  const shares = [0.5, 0.9, 0.95, 0.99, 1]
  return [
    row(['endpoint', 'outcome', 'code', 'count', 'p50', 'p90', 'p95', 'p99', 'max ms']),
    ...[...groups]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, group]) => {
        const values = latenciesOf(group)
        return row([
          ...key.split('\t'),
          String(group.length),
          ...shares.map((share) => quantileOf(values, share).toFixed(1)),
        ])
      }),
  ]
}
