import type { Boundary } from './boundary'
import type { MixColumns, ShotSignals } from './shot-signals'

/** The ends of the window are different pictures, and not only brighter or darker ones. */
const leastChange = 0.35
const leastStructure = 0.4
/**
 * Share of the change that a linear mix may leave unexplained. People who move during a dissolve leave up to 0.18; whip pans
 * leave 0.2 and more.
 */
const mostResidual = 0.19

/**
 * Stretches in which one picture turns linearly into another, outside the transitions already found. The boundary is where
 * both pictures weigh the same.
 */
export const detectDissolves = (signals: ShotSignals, known: readonly Boundary[]): Boundary[] => {
  const found = signals.mix
    .flatMap((columns) => mixes(columns, signals.mixStride))
    .filter((mix) => !known.some((other) => other.to > mix.from && other.from <= mix.to))
    .sort((a, b) => b.strength - a.strength)
  const dissolves: Boundary[] = []
  for (const mix of found) {
    if (!dissolves.some((other) => mix.from < other.to && mix.to > other.from)) dissolves.push(mix)
  }
  return dissolves
}

const mixes = ({ half, change, structure, residual, share }: MixColumns, stride: number): Boundary[] => {
  const found: Boundary[] = []
  for (let k = 0; k < residual.length; k += 1) {
    const left = residual[k] ?? 1
    if (left > mostResidual || (change[k] ?? 0) < leastChange || (structure[k] ?? 0) < leastStructure) continue
    const balance = 1 - 2 * Math.abs((share[k] ?? 0) - 0.5)
    const frame = k * stride
    // Of windows that fit alike the longest knows best where the middle is: in a short one every place looks like it.
    const strength = (change[k] ?? 0) * (1 - left) * balance * Math.sqrt(half)
    found.push({ frame, kind: 'dissolve', strength, from: frame - half, to: frame + half })
  }
  return found
}
