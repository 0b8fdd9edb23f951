import { joinWords } from '../transcript/join-words'
import { endingMark } from '../transcript/sentence-marks'
import type { Cue, CueWord, MsRange } from '../types'
import { leansOnNext } from './caption-words'

export type GroupRules = {
  readonly language: string
  readonly maxWords: number
  readonly maxLines: number
  /** Width of a text in the caller's own unit. */
  readonly widthOf: (text: string) => number
  readonly maxLineWidth: number
  readonly maxCharsPerSecond: number | null
  /** Length of the clip: no cue is shown past it. */
  readonly durationMs: number
}

/** docs/captions.md: a longer pause begins a new group. */
const pauseMs = 350
/** docs/captions.md: a word is on screen at least this long. */
const minShownMs = 250
/** A group stays this long after its last word, if nothing follows: an eye finishes after the ear. */
const lingerMs = 400

/** Costs are relative: a bad line end is worse than an uneven split, a split phrase is worse than a short group. */
const cost = {
  perGroup: 6,
  leaningEnd: 40,
  singleWord: 12,
  afterComma: -16,
  uneven: 6,
  tooFast: 10,
  tooShort: 30,
} as const

/**
 * Splits words into groups on screen together: always at a sentence's end, a long pause, a change of speaker; otherwise
 * where the sum of costs is least (dynamic programming over the phrase). A group that would flash by joins its neighbour where both
 * fit. Every word is in exactly one group, groups do not overlap, none is shown past the clip.
 */
export const groupWords = (words: readonly CueWord[], rules: GroupRules): Cue[] => {
  const groups = joinHurried(
    splitPhrases(words).flatMap((phrase) => splitPhrase(phrase, rules)),
    rules,
  )
  const wanted = groups.map((group, position): MsRange => {
    const startMs = startOf(group)
    const next = groups[position + 1]?.[0]?.startMs ?? Number.POSITIVE_INFINITY
    const lastEnd = group.at(-1)?.endMs ?? startMs
    // Up to the next group when it follows soon: a blink of no caption between two is noise.
    const endMs =
      next - lastEnd < pauseMs ? next : Math.min(next, Math.max(lastEnd + lingerMs, startMs + readingMs(group, rules)))
    return { startMs, endMs }
  })
  const shown = keepApart(wanted, rules.durationMs)
  return groups.map((group, position) => ({
    startMs: shown[position]?.startMs ?? 0,
    endMs: shown[position]?.endMs ?? 1,
    lines: breakLines(group, rules),
  }))
}

const startOf = (group: readonly CueWord[]): number => group[0]?.startMs ?? 0

/** "Yes. I think so": the "Yes." alone would be gone before it is read. */
const joinHurried = (groups: readonly CueWord[][], rules: GroupRules): CueWord[][] => {
  const joined: CueWord[][] = []
  for (const [position, group] of groups.entries()) {
    const before = joined.at(-1)
    const nextMs = groups[position + 1]?.[0]?.startMs ?? rules.durationMs
    const isHurried = (each: readonly CueWord[], untilMs: number) => untilMs - startOf(each) < minShownMs
    if (
      before !== undefined &&
      (isHurried(before, startOf(group)) || isHurried(group, nextMs)) &&
      canStandTogether(before, group, rules)
    )
      before.push(...group)
    else joined.push([...group])
  }
  return joined
}

const canStandTogether = (left: readonly CueWord[], right: readonly CueWord[], rules: GroupRules): boolean =>
  left.length + right.length <= rules.maxWords &&
  left.at(-1)?.speaker === right[0]?.speaker &&
  startOf(right) - (left.at(-1)?.endMs ?? 0) <= pauseMs &&
  fits([...left, ...right], rules)

/**
 * Every range long enough to be seen, in order, inside the clip. One that is too short takes the time from the next, which then starts
 * late; at the clip's end from the one before, which gives way early. Where there are more groups than time they share it evenly.
 */
const keepApart = (ranges: readonly MsRange[], durationMs: number): MsRange[] => {
  const least = Math.max(1, Math.min(minShownMs, Math.floor(durationMs / Math.max(1, ranges.length))))
  let earliestMs = 0
  const forward = ranges.map(({ startMs, endMs }) => {
    const from = Math.max(earliestMs, startMs)
    earliestMs = from + least
    return { startMs: from, endMs: Math.max(endMs, earliestMs) }
  })
  let latestMs = Math.max(durationMs, least * ranges.length)
  return forward
    .reverse()
    .map(({ startMs, endMs }) => {
      const to = Math.min(endMs, latestMs)
      latestMs = Math.min(startMs, to - least)
      return { startMs: latestMs, endMs: to }
    })
    .reverse()
}

const readingMs = (group: readonly CueWord[], rules: GroupRules): number =>
  rules.maxCharsPerSecond === null ? 0 : (joinWords(group).length / rules.maxCharsPerSecond) * 1000

const splitPhrases = (words: readonly CueWord[]): CueWord[][] => {
  const phrases: CueWord[][] = []
  for (const [position, word] of words.entries()) {
    const before = words[position - 1]
    const isNew =
      before === undefined ||
      endingMark(before.text) !== null ||
      word.startMs - before.endMs > pauseMs ||
      (word.speaker !== before.speaker && word.speaker !== undefined)
    if (isNew) phrases.push([word])
    else phrases.at(-1)?.push(word)
  }
  return phrases
}

const splitPhrase = (phrase: readonly CueWord[], rules: GroupRules): CueWord[][] => {
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }]
  for (let end = 1; end <= phrase.length; end += 1) {
    let choice = { cost: Number.POSITIVE_INFINITY, from: end - 1 }
    for (let from = Math.max(0, end - rules.maxWords); from < end; from += 1) {
      const group = phrase.slice(from, end)
      if (group.length > 1 && !fits(group, rules)) continue
      const total =
        (best[from]?.cost ?? Number.POSITIVE_INFINITY) + groupCost(group, end === phrase.length, phrase[end], rules)
      if (total < choice.cost) choice = { cost: total, from }
    }
    best.push(choice)
  }
  const groups: CueWord[][] = []
  for (let end = phrase.length; end > 0; end = best[end]?.from ?? 0)
    groups.unshift(phrase.slice(best[end]?.from ?? 0, end))
  return groups
}

const groupCost = (
  group: readonly CueWord[],
  isLast: boolean,
  next: CueWord | undefined,
  rules: GroupRules,
): number => {
  const last = group.at(-1)
  const first = group[0]
  if (!last || !first) return 0
  const shownMs = (next?.startMs ?? last.endMs + lingerMs) - first.startMs
  return (
    cost.perGroup +
    (group.length === 1 && !(isLast && first === last) ? cost.singleWord : 0) +
    (!isLast && leansOnNext(last.text, rules.language) ? cost.leaningEnd : 0) +
    (!isLast && /[,;:—–，、；：،؛]$/u.test(last.text) ? cost.afterComma : 0) +
    (shownMs < minShownMs ? cost.tooShort : 0) +
    (rules.maxCharsPerSecond !== null && shownMs < readingMs(group, rules) ? cost.tooFast : 0) +
    cost.uneven * (1 - group.length / rules.maxWords) ** 2
  )
}

/** A word wider than the box stands alone: it shrinks, and its neighbours would shrink with it. */
const fits = (group: readonly CueWord[], rules: GroupRules): boolean =>
  breakLines(group, rules).every((line) => rules.widthOf(joinWords(line)) <= rules.maxLineWidth)

/** A line this short beside a long one looks like a mistake. */
const shortLineChars = 4

/** One line when it fits, else two as even as can be, not breaking after a word that leans on the next. */
const breakLines = (group: readonly CueWord[], rules: GroupRules): CueWord[][] => {
  if (group.length < 2 || rules.maxLines === 1 || rules.widthOf(joinWords(group)) <= rules.maxLineWidth)
    return [[...group]]
  const options = Array.from({ length: group.length - 1 }, (_, position) => {
    const top = group.slice(0, position + 1)
    const bottom = group.slice(position + 1)
    const [a, b] = [rules.widthOf(joinWords(top)), rules.widthOf(joinWords(bottom))]
    const overflow = Math.max(0, a - rules.maxLineWidth) + Math.max(0, b - rules.maxLineWidth)
    const leaning = leansOnNext(top.at(-1)?.text ?? '', rules.language) ? 0.5 : 0
    const lonely = [top, bottom].some((line) => [...joinWords(line)].length <= shortLineChars) ? 0.6 : 0
    return { lines: [top, bottom], cost: overflow * 100 + Math.abs(a - b) / rules.maxLineWidth + leaning + lonely }
  })
  return options.reduce((best, option) => (option.cost < best.cost ? option : best)).lines
}
