import type { Subject } from './subjects'

/** The people who are framed together in frames `[start, end)`, as positions in `subjects`. Frames count from the span's first. */
export type Showing = { readonly start: number; readonly end: number; readonly who: readonly number[] }

export type ShowingInput = {
  readonly frames: number
  readonly fps: number
  readonly subjects: readonly Subject[]
  /** Weight 0-1 of each subject's speech in each frame. */
  readonly talk: readonly Float64Array[]
  /** Sets of people that fit in the crop together. */
  readonly groups: readonly (readonly number[])[]
  /** Who was framed just before; kept where nobody speaks. */
  readonly previous: string | null
}

const minimumHoldSeconds = 1.2
/** Costs are in seconds of missed speech. A cut has to earn at least this much. */
const cutCost = 0.15
/** Showing nobody while somebody is there is worse than missing a speaker. */
const emptyCost = 2
/** Faces framed together are smaller and less central: better than missing speech or cutting to and fro, no better than one. */
const sharedCost = 0.15
/** Settles who is shown where nobody speaks; never worth a cut by itself. */
const preferenceCost = 0.02

/**
 * Who is shown when: the sequence that misses the least speech for its cuts, over the whole span, each held for at least
 * 1.2 s (a shorter span shows one). `cheapest[i][c]` is the best way to have framed the first i frames with choice c shown
 * last and long enough; a cut to c brings its whole minimum hold at once.
 */
export const chooseSubjects = (input: ShowingInput): Showing[] => {
  const { frames, fps, subjects } = input
  if (frames === 0 || subjects.length === 0) return []
  const choices = [...subjects.map((_, index) => [index]), ...input.groups]
  const sums = choices.map((who) => cumulativeCost(input, who))
  const hold = Math.min(frames, Math.max(1, Math.ceil(minimumHoldSeconds * fps)))
  const count = choices.length
  const cheapest = new Float64Array((frames + 1) * count).fill(Number.POSITIVE_INFINITY)
  /** The choice before a cut `hold` frames ago; -1 where the choice simply goes on. */
  const cutFrom = new Int16Array((frames + 1) * count).fill(-1)
  for (let c = 0; c < count; c += 1) cheapest[hold * count + c] = sums[c]?.[hold] ?? 0
  for (let i = hold + 1; i <= frames; i += 1) {
    const back = i - hold
    let from = -1
    if (back >= hold)
      for (let c = 0; c < count; c += 1)
        if (from < 0 || (cheapest[back * count + c] ?? 0) < (cheapest[back * count + from] ?? 0)) from = c
    for (let c = 0; c < count; c += 1) {
      const sum = sums[c]
      const stay = (cheapest[(i - 1) * count + c] ?? 0) + (sum?.[i] ?? 0) - (sum?.[i - 1] ?? 0)
      const cut =
        from < 0 || from === c
          ? Number.POSITIVE_INFINITY
          : (cheapest[back * count + from] ?? 0) + (sum?.[i] ?? 0) - (sum?.[back] ?? 0) + cutCost
      // Of equal ways the latest cut is taken, which is the first frame of the new speaker's turn.
      const cuts = cut <= stay + 1e-9
      cheapest[i * count + c] = cuts ? cut : stay
      cutFrom[i * count + c] = cuts ? from : -1
    }
  }
  return trace(choices, cheapest, cutFrom, frames, hold)
}

const trace = (
  choices: readonly (readonly number[])[],
  cheapest: Float64Array,
  cutFrom: Int16Array,
  frames: number,
  hold: number,
): Showing[] => {
  const count = choices.length
  let choice = 0
  for (let c = 1; c < count; c += 1)
    if ((cheapest[frames * count + c] ?? 0) < (cheapest[frames * count + choice] ?? 0)) choice = c
  const showings: Showing[] = []
  let end = frames
  let i = frames
  while (i > hold) {
    const from = cutFrom[i * count + choice] ?? -1
    if (from < 0) {
      i -= 1
      continue
    }
    i -= hold
    showings.push({ start: i, end, who: choices[choice] ?? [] })
    end = i
    choice = from
  }
  showings.push({ start: 0, end, who: choices[choice] ?? [] })
  return showings.reverse()
}

const cumulativeCost = (input: ShowingInput, who: readonly number[]): Float64Array => {
  const { frames, fps, subjects, talk } = input
  const anyoneTalks = talk.some((weights) => weights.some((weight) => weight > 0))
  const preference = anyoneTalks ? 0 : preferenceCost * dislike(input, who)
  const sums = new Float64Array(frames + 1)
  for (let frame = 0; frame < frames; frame += 1) {
    let cost = preference
    let shown = false
    let visible = false
    subjects.forEach((subject, index) => {
      if ((subject.faces[frame] ?? null) === null) return
      visible = true
      if (who.includes(index)) shown = true
      else cost += talk[index]?.[frame] ?? 0
    })
    if (visible && !shown) cost += emptyCost
    if (anyoneTalks && who.length > 1) cost += sharedCost
    sums[frame + 1] = (sums[frame] ?? 0) + cost / fps
  }
  return sums
}

/** 0 for whoever was framed before, else less for a more prominent face and for more faces held. */
const dislike = ({ subjects, previous }: ShowingInput, who: readonly number[]): number => {
  if (who.some((index) => subjects[index]?.person === previous)) return who.length === 1 ? 0 : 0.5
  const held = who.reduce((sum, index) => sum + (subjects[index]?.prominence ?? 0), 0)
  return 1 + 1 / (1 + held)
}
