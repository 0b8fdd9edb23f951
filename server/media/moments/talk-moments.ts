import type { BoundaryReport, Evidence, MsRange } from '../types'
import { brokenAt, type Edge } from './edges'
import { readNovelty } from './features/novelty'
import { countItems } from './features/payoff'
import type { Proposal } from './proposal'
import { relevanceReader } from './relevance'
import type { Run } from './run'
import { calibrate, type featureNames, rawScore, readRun, roundScore, toEvidence } from './score'
import type { Talk, Unit } from './talk'
import { hashtagsOf, titleOf } from './titles'

export type LengthLimits = { readonly minMs: number; readonly maxMs: number }

/** Ends looked at per start: with sentences of five seconds a minute holds twelve; very short ones are thinned. */
const endsPerStart = 24
/** Runs kept per start: variants of one moment that selection may need when its neighbour takes the room. */
const keptPerStart = 3

type Scored = { readonly run: Run; readonly raw: number; readonly opening: Edge; readonly ending: Edge }

/** Every run of whole sentences of a fitting length, scored; the best few per first sentence are proposed. */
export const proposeTalk = (talk: Talk, limits: LengthLimits, prompt: string | null): Proposal[] => {
  const kept: Scored[] = []
  const raws: number[] = []
  talk.units.forEach((unit, from) => {
    if (!unit.canStart) return
    const scored = fittingEnds(talk, from, limits).map((to) => scoreRun(talk, from, to))
    // Each counts once, whether it is kept or not: calibration is relative to the whole video.
    for (const item of scored) raws.push(item.raw)
    const shortest = scored[0]
    const best = [...scored].sort((a, b) => worth(b) - worth(a) || a.run.to - b.run.to).slice(0, keptPerStart)
    kept.push(...best)
    if (shortest !== undefined && !best.includes(shortest)) kept.push(shortest)
  })
  return toProposals(talk, kept, raws, prompt)
}

/** Ranges as they are given, judged like any other run; the video's own runs set the scale. */
export const proposeRuns = (
  talk: Talk,
  runs: readonly { readonly range: MsRange; readonly run: Run }[],
  scale: readonly number[],
  prompt: string | null,
): Proposal[] => {
  const scored = runs.map(({ range, run }) => ({ ...scoreRun(talk, run.from, run.to), run: { ...run, ...range } }))
  return toProposals(talk, scored, [...scale, ...scored.map((item) => item.raw)], prompt)
}

export const rawScores = (talk: Talk, limits: LengthLimits): number[] =>
  talk.units.flatMap((_unit, from) => fittingEnds(talk, from, limits).map((to) => scoreRun(talk, from, to).raw))

const fittingEnds = (talk: Talk, from: number, limits: LengthLimits): number[] => {
  const first = talk.units[from]
  if (first === undefined) return []
  const ends: number[] = []
  for (let to = from; to < talk.units.length; to += 1) {
    const last = talk.units[to]
    if (last === undefined) break
    const lengthMs = last.endCutMs - first.startCutMs
    if (lengthMs > limits.maxMs) break
    if (lengthMs >= limits.minMs && last.canEnd) ends.push(to)
  }
  if (ends.length <= endsPerStart) return ends
  const severity = (to: number) => talk.units[to]?.ending.severity ?? 1
  const pause = (to: number) => talk.units[to]?.pauseAfterMs ?? 0
  return [...ends]
    .sort((a, b) => severity(a) - severity(b) || pause(b) - pause(a) || a - b)
    .slice(0, endsPerStart)
    .sort((a, b) => a - b)
}

const scoreRun = (talk: Talk, from: number, to: number): Scored => {
  const first = talk.units[from]
  const last = talk.units[to]
  const run: Run = { from, to, startMs: first?.startCutMs ?? 0, endMs: last?.endCutMs ?? 0 }
  const ending = listCutShort(talk, run) ?? last?.ending ?? { severity: 1, warning: 'ends nowhere' }
  return {
    run,
    raw: rawScore(readRun(talk, run)),
    opening: first?.opening ?? { severity: 1, warning: 'begins nowhere' },
    ending,
  }
}

/** A list that is announced inside and goes on after the end. */
const listCutShort = (talk: Talk, run: Run): Edge | null => {
  const last = talk.units[run.to]
  if (last === undefined || last.ending.severity >= 0.5) return null
  for (let index = run.from; index <= run.to; index += 1) {
    if (!talk.units[index]?.hits.some((hit) => hit.cue === 'list')) continue
    const inside = countItems(talk, index, run.to).count
    const after = countItems(talk, run.to, Math.min(talk.units.length - 1, run.to + 4)).count
    if (after > 0 && inside < 5) return { severity: 0.6, warning: `ends after ${inside} points of a list that goes on` }
  }
  return null
}

const worth = (item: Scored): number => item.raw - 15 * item.opening.severity - 15 * item.ending.severity

const toProposals = (
  talk: Talk,
  scored: readonly Scored[],
  raws: readonly number[],
  prompt: string | null,
): Proposal[] => {
  // The top of the scale is a moment that could be a clip: one that breaks off in mid-thought does not set it.
  const sound = scored.filter((item) => item.opening.severity < brokenAt && item.ending.severity < brokenAt)
  const best = Math.max(0, ...(sound.length > 0 ? sound : scored).map((item) => item.raw))
  const scale = calibrate(raws.map((raw) => Math.min(raw, best)))
  const relevance = prompt === null ? null : relevanceReader(talk, prompt)
  return scored.map((item) => {
    const calibrated = scale(item.raw)
    const asked = relevance?.(item.run, calibrated) ?? null
    const score = roundScore(asked?.score ?? calibrated)
    return proposal(talk, item, score, asked?.evidence ?? [comparison(talk, item, score)])
  })
}

const comparison = (talk: Talk, item: Scored, score: number): Evidence => {
  const first = talk.units[item.run.from]
  return {
    startMs: first?.startMs ?? item.run.startMs,
    endMs: first?.endMs ?? item.run.endMs,
    signal: `${item.raw.toFixed(1)} points by itself become ${score.toFixed(1)} in comparison with the rest of this video`,
    text: first === undefined ? '' : talk.quote(first.startWord, first.endWord),
  }
}

const proposal = (talk: Talk, item: Scored, score: number, relativeEvidence: readonly Evidence[]): Proposal => {
  const { run } = item
  const first = talk.units[run.from]
  const last = talk.units[run.to]
  const startWord = first?.startWord ?? 0
  const endWord = last?.endWord ?? 0
  return {
    startMs: run.startMs,
    endMs: run.endMs,
    score,
    opening: item.opening,
    ending: item.ending,
    isManual: false,
    terms: new Set(talk.units.slice(run.from, run.to + 1).flatMap((unit) => unit.terms)),
    get text() {
      return talk.quote(startWord, endWord)
    },
    relativeEvidence,
    describe: () => {
      const readings = readRun(talk, run)
      const shown = (name: (typeof featureNames)[number]) => ({
        value: readings[name].value,
        evidence: toEvidence(talk, readings[name].seen),
      })
      return {
        values: {
          hook: shown('hook'),
          clarity: shown('clarity'),
          payoff: shown('payoff'),
          emotion: shown('emotion'),
          novelty: { value: readings.novelty.value, evidence: toEvidence(talk, readNovelty(talk, run).seen) },
        },
        title: titleOf(talk, run),
        hashtags: hashtagsOf(talk, run),
        boundary: boundaryOf(talk, item, first, last),
      }
    },
  }
}

/** Words shown at either end of a clip, enough to recognise the place. */
const edgeWords = 7

const boundaryOf = (talk: Talk, item: Scored, first: Unit | undefined, last: Unit | undefined): BoundaryReport => {
  const before = talk.units[item.run.from - 1]
  const startWord = first?.startWord ?? 0
  const endWord = last?.endWord ?? 0
  const warnings = [item.opening.warning, item.ending.warning].filter((warning) => warning !== '')
  return {
    startsAt:
      first?.startsSentence !== false && (before === undefined || before.endsWith !== 'pause') ? 'sentence' : 'pause',
    endsAt: last?.endsWith === 'pause' ? 'pause' : 'sentence',
    firstWords: talk.quote(startWord, Math.min(endWord, startWord + edgeWords)),
    lastWords: talk.quote(Math.max(startWord, endWord - edgeWords), endWord),
    leadMs: Math.max(0, (first?.startMs ?? 0) - item.run.startMs),
    tailMs: Math.max(0, item.run.endMs - (last?.endMs ?? 0)),
    warnings: [...warnings, ...(first?.cutWarnings.start ?? []), ...(last?.cutWarnings.end ?? [])],
  }
}
