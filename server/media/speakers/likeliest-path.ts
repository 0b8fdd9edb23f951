import type { Step } from './score-steps'

/** "Nobody in the picture" among the states. */
export const nobody = -1

/**
 * The cost of a change. Against evidence of 0.7 per factor e and step, a rival whose mouth moves four times as much wins after
 * 0.8 s (there and back: after 1.5 s): interjections do not switch, answers do.
 */
const changeCost = 3.2

/** The likeliest speaker at each step of one shot (Viterbi): a track's index, or `nobody`. Ties go to staying, then to the lower index. */
export const likeliestPath = (steps: readonly Step[]): number[] => {
  let totals = new Map<number, number>()
  const cameFrom: Map<number, number>[] = []
  for (const { scores } of steps) {
    const states = [nobody, ...[...scores.keys()].sort((a, b) => a - b)]
    let bestBefore = nobody
    for (const [state, total] of totals)
      if (total > (totals.get(bestBefore) ?? Number.NEGATIVE_INFINITY)) bestBefore = state
    const bestTotal = totals.get(bestBefore) ?? 0
    const sources = new Map<number, number>()
    const reached = new Map<number, number>()
    for (const state of states) {
      const stayed = totals.get(state) ?? Number.NEGATIVE_INFINITY
      // Starting the shot costs nothing; a face that goes forces a change and is not charged twice.
      const changed = totals.size === 0 ? 0 : bestTotal - changeCost
      sources.set(state, stayed >= changed ? state : bestBefore)
      reached.set(state, Math.max(stayed, changed) + (scores.get(state) ?? 0))
    }
    cameFrom.push(sources)
    totals = reached
  }
  let state = nobody
  for (const [candidate, total] of totals)
    if (total > (totals.get(state) ?? Number.NEGATIVE_INFINITY)) state = candidate
  const path: number[] = []
  for (let at = steps.length - 1; at >= 0; at--) {
    path.unshift(state)
    state = cameFrom[at]?.get(state) ?? nobody
  }
  return path
}
