import type { FramingMode } from '../types'

/** What is shown from somewhere on, and why in plain words. */
export type Decision = { readonly mode: FramingMode; readonly reason: string; readonly confidence: number }

/** A shot's stretch of the clip and what each layout would cost in it, 0 (right) to 1 (wrong), per second. */
export type ModeChoice = { readonly seconds: number; readonly cost: Readonly<Record<FramingMode, number>> }

const leastSeconds = 4
/** Hysteresis: at the clip's ends, where a layout has one neighbour only. */
const leastSecondsAtEnds = 2.5
const modes = ['focus', 'fit'] as const satisfies readonly FramingMode[]

type Best = { readonly cost: number; readonly from: number; readonly previous: FramingMode | null }

/**
 * One layout per shot at the least cost over the whole clip, where a layout stays for 4 s before the next (2.5 s at the
 * clip's ends). `best[end][mode]` is the cheapest way to have laid out the shots before `end`, the last run in `mode`.
 */
export const chooseModes = (shots: readonly ModeChoice[]): FramingMode[] => {
  const starts = [0]
  for (const shot of shots) starts.push((starts.at(-1) ?? 0) + shot.seconds)
  const sums = {
    focus: cumulative(shots.map((shot) => shot.cost.focus * shot.seconds)),
    fit: cumulative(shots.map((shot) => shot.cost.fit * shot.seconds)),
  }
  const best: Record<FramingMode, Best>[] = [{ focus: nowhere, fit: nowhere }]
  for (let end = 1; end <= shots.length; end += 1) {
    const row = { focus: nowhere, fit: nowhere }
    for (const mode of modes) {
      const other = mode === 'focus' ? 'fit' : 'focus'
      const whole = sums[mode][end] ?? 0
      row[mode] = { cost: whole, from: 0, previous: null }
      for (let from = end - 1; from > 0; from -= 1) {
        const seconds = (starts[end] ?? 0) - (starts[from] ?? 0)
        if (seconds < (end === shots.length ? leastSecondsAtEnds : leastSeconds) - 1e-6) continue
        const before = best[from]?.[other]
        if (before === undefined) continue
        if (before.previous === null && (starts[from] ?? 0) < leastSecondsAtEnds - 1e-6) continue
        const cost = before.cost + whole - (sums[mode][from] ?? 0) + changeCost
        if (cost < row[mode].cost) row[mode] = { cost, from, previous: other }
      }
    }
    best.push(row)
  }
  return trace(best, shots.length)
}

const nowhere: Best = { cost: Number.POSITIVE_INFINITY, from: 0, previous: null }
/** A change of layout is seen; it has to be right for half a second's worth more than none. */
const changeCost = 0.5

const cumulative = (values: readonly number[]): number[] => {
  const sums = [0]
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value)
  return sums
}

const trace = (best: readonly Record<FramingMode, Best>[], count: number): FramingMode[] => {
  const chosen = new Array<FramingMode>(count).fill('fit')
  const last = best[count]
  if (last === undefined || count === 0) return chosen
  let mode: FramingMode | null = last.focus.cost <= last.fit.cost ? 'focus' : 'fit'
  let end = count
  while (mode !== null && end > 0) {
    const step: Best | undefined = best[end]?.[mode]
    if (step === undefined) break
    chosen.fill(mode, step.from, end)
    end = step.from
    mode = step.previous
  }
  return chosen
}
