/**
 * TextTiling over sentences (Hearst 1997): how much the words before each sentence differ from the words from it on.
 * Returns 0-1 per sentence: 0 the talk goes on, 1 a new topic begins here. The first sentence begins a topic by definition.
 */
export const topicShifts = (termsOfUnit: readonly (readonly number[])[]): Float64Array => {
  const total = termsOfUnit.length
  const similarity = new Float64Array(total)
  for (let at = 1; at < total; at += 1)
    similarity[at] = cosine(
      bag(termsOfUnit, Math.max(0, at - blockUnits), at),
      bag(termsOfUnit, at, Math.min(total, at + blockUnits)),
    )
  const depth = new Float64Array(total)
  for (let at = 1; at < total; at += 1)
    depth[at] = climb(similarity, at, -1) - (similarity[at] ?? 0) + climb(similarity, at, 1) - (similarity[at] ?? 0)
  const inner = [...depth.slice(1)]
  const mean = inner.reduce((sum, value) => sum + value, 0) / Math.max(1, inner.length)
  const deviation = Math.sqrt(inner.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, inner.length))
  // Hearst's cut-off is mean - sd/2 for any boundary; from there to mean + 2 sd the shift grows from nothing to certain.
  const floor = mean
  const span = Math.max(1e-9, 2 * deviation)
  // A page of talk has no statistics: below 24 sentences a dip counts for less and less.
  const certainty = Math.min(1, total / (4 * blockUnits))
  const shift = Float64Array.from(depth, (value) => certainty * Math.min(1, Math.max(0, (value - floor) / span)))
  if (deviation < 1e-6) shift.fill(0)
  if (total > 0) shift[0] = 1
  return shift
}

/** Six sentences a side: about 30 s of talk, one paragraph. */
const blockUnits = 6

const bag = (termsOfUnit: readonly (readonly number[])[], from: number, to: number): Map<number, number> => {
  const counts = new Map<number, number>()
  for (let at = from; at < to; at += 1)
    for (const term of termsOfUnit[at] ?? []) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

const cosine = (a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number => {
  let dot = 0
  let squareA = 0
  let squareB = 0
  for (const [term, count] of a) {
    dot += count * (b.get(term) ?? 0)
    squareA += count * count
  }
  for (const count of b.values()) squareB += count * count
  return dot === 0 ? 0 : dot / Math.sqrt(squareA * squareB)
}

/** Height of the nearest peak of similarity on one side, never more than one paragraph away. */
const climb = (similarity: Float64Array, from: number, step: -1 | 1): number => {
  let peak = similarity[from] ?? 0
  for (
    let at = from + step, walked = 0;
    at > 0 && at < similarity.length && walked < blockUnits;
    at += step, walked += 1
  ) {
    const here = similarity[at] ?? 0
    if (here < peak) break
    peak = here
  }
  return peak
}
