import type { Candidate } from '../types'
import { brokenAt } from './edges'
import { maxOverlapShare, overlapShare } from './overlap'
import type { Description, Proposal } from './proposal'
import { featureScores } from './score'

/** One clip per so many minutes of talk: 10 for 20 minutes, 55 for 120. */
const minutesPerClip = 2.2
/** Refused candidates shown per accepted one, and per accepted one of those that overlap it. */
const shownPerAccepted = 10
const shownOverlapsPerAccepted = 3
const leastShown = 20

/** How many clips a video of so much talk gives when nobody says. */
export const targetCount = (talkMs: number, mostClips: number): number =>
  Math.min(mostClips, Math.max(1, Math.ceil(talkMs / 60_000 / minutesPerClip)))

/**
 * Points a weak edge costs in the choice, on top of what it cost the score: a clip that begins with "and" must be better than
 * a clean one by a fifth of the scale.
 */
const edgePrice = 32
/** Points for saying what another clip says, at full likeness. */
const repetitionPrice = 40
/** Points for showing a sentence of another clip again: for doing so at all, and times the share. */
const sharedPrice = { atAll: 25, perShare: 100 } as const
/** Likeness below this is the video's common vocabulary. */
const usualLikeness = 0.15
/** Candidates compared per choice; the rest are behind by far more than repetition can cost. */
const lookAhead = 120

/** Chooses clips greedily by worth less repetition (maximal marginal relevance) and says of every other why not. */
export const selectMoments = (
  proposals: readonly Proposal[],
  count: number,
  override: (proposal: Proposal) => Partial<Pick<Description, 'title' | 'hashtags'>> = () => ({}),
): Candidate[] => {
  const ranked = [...proposals].sort((a, b) => worthOf(b) - worthOf(a) || a.startMs - b.startMs || a.endMs - b.endMs)
  const manual = ranked.filter((proposal) => proposal.isManual)
  const whole = ranked.filter((proposal) => !proposal.isManual && !isBroken(proposal))
  const chosen = manual.length > 0 ? manual : choose(whole.length > 0 ? whole : ranked, count)
  const accepted = [...chosen].sort(byScore)
  const taken = new Set(accepted)
  const short = accepted.length < count && manual.length === 0
  const lastScore = accepted.at(-1)?.score ?? 0
  const shortage = short
    ? `; ${accepted.length} of the ${count} asked for: the rest of the video holds no more whole thoughts of this length that do not overlap`
    : ''
  return [
    ...accepted.map((proposal, index) =>
      toCandidate(
        proposal,
        true,
        `${takenBecause(proposal, index)}${index === 0 ? shortage : ''}.`,
        override(proposal),
      ),
    ),
    ...thin(
      ranked.filter((proposal) => !taken.has(proposal)),
      accepted,
    ).map((proposal) =>
      toCandidate(proposal, false, refusedBecause(proposal, accepted, lastScore), override(proposal)),
    ),
  ]
}

export const worthOf = (proposal: Proposal): number =>
  proposal.score - edgePrice * (proposal.opening.severity + proposal.ending.severity)

export const isBroken = (proposal: Proposal): boolean =>
  proposal.opening.severity >= brokenAt || proposal.ending.severity >= brokenAt

const choose = (ranked: readonly Proposal[], count: number): Proposal[] => {
  const chosen: Proposal[] = []
  let open = [...ranked]
  while (chosen.length < count && open.length > 0) {
    let best: Proposal | null = null
    let bestWorth = Number.NEGATIVE_INFINITY
    for (const proposal of open.slice(0, lookAhead)) {
      const repeats = Math.max(0, ...chosen.map((other) => likeness(proposal, other))) - usualLikeness
      const shared = Math.max(0, ...chosen.map((other) => overlapShare(proposal, other)))
      const worth =
        worthOf(proposal) -
        repetitionPrice * Math.max(0, repeats) -
        (shared > 0.01 ? sharedPrice.atAll + sharedPrice.perShare * shared : 0)
      if (worth > bestWorth) {
        best = proposal
        bestWorth = worth
      }
    }
    if (best === null) break
    const taken = best
    chosen.push(taken)
    open = open.filter((proposal) => proposal !== taken && overlapShare(proposal, taken) <= maxOverlapShare)
  }
  return chosen
}

/** Jaccard over content terms. */
const likeness = (a: Proposal, b: Proposal): number => {
  const [small, large] = a.terms.size <= b.terms.size ? [a.terms, b.terms] : [b.terms, a.terms]
  if (small.size === 0) return 0
  let both = 0
  for (const term of small) if (large.has(term)) both += 1
  return both / (small.size + large.size - both)
}

const byScore = (a: Proposal, b: Proposal) => b.score - a.score || a.startMs - b.startMs || a.endMs - b.endMs

/** Near-copies of what is already listed teach nobody anything. */
const thin = (refused: readonly Proposal[], accepted: readonly Proposal[]): Proposal[] => {
  const limit = Math.max(leastShown, shownPerAccepted * accepted.length)
  const listed: Proposal[] = []
  const overlaps = new Map<Proposal, number>()
  for (const proposal of refused) {
    if (listed.length >= limit) break
    const rival = strongestRival(proposal, accepted)
    if (rival !== null) {
      const seen = overlaps.get(rival.clip) ?? 0
      if (seen >= shownOverlapsPerAccepted) continue
      overlaps.set(rival.clip, seen + 1)
    } else if (listed.some((other) => overlapShare(proposal, other) > 0.7)) continue
    listed.push(proposal)
  }
  return listed.sort(byScore)
}

type Rival = { readonly clip: Proposal; readonly number: number; readonly share: number }

/** The best clip that stands in the way; `accepted` is best first. */
const strongestRival = (proposal: Proposal, accepted: readonly Proposal[]): Rival | null =>
  accepted
    .map((clip, index): Rival => ({ clip, number: index + 1, share: overlapShare(proposal, clip) }))
    .find((rival) => rival.share > maxOverlapShare) ?? null

const takenBecause = (proposal: Proposal, index: number): string => {
  if (proposal.isManual) return `Taken as clip ${index + 1}: the range was chosen by hand`
  const { values } = proposal.describe()
  const best = (['hook', 'payoff', 'emotion', 'novelty'] as const)
    .flatMap((name) => (values[name].value >= 0.25 ? [values[name].evidence[0]?.signal ?? ''] : []))
    .filter((signal, at, all) => signal !== '' && all.indexOf(signal) === at)
    .slice(0, 3)
  const why = best.length > 0 ? best.join('; ') : 'nothing stands out, but it is whole'
  return `Taken as clip ${index + 1} with a score of ${proposal.score}: ${why}`
}

const refusedBecause = (proposal: Proposal, accepted: readonly Proposal[], lastScore: number): string => {
  if (proposal.opening.severity >= brokenAt) return `Starts mid-thought: ${proposal.opening.warning}.`
  if (proposal.ending.severity >= brokenAt) return `Ends mid-thought: ${proposal.ending.warning}.`
  const rival = strongestRival(proposal, accepted)
  if (rival !== null)
    return `Overlaps clip ${rival.number} by ${Math.round(rival.share * 100)} %, which scores ${rival.clip.score} against ${proposal.score}.`
  const flaw = [proposal.opening.warning, proposal.ending.warning].filter((warning) => warning !== '').join('; ')
  if (proposal.score <= lastScore || flaw === '') {
    const twin = accepted.findIndex((clip) => likeness(proposal, clip) > usualLikeness + 0.2)
    return twin >= 0
      ? `Says much the same as clip ${twin + 1}; score ${proposal.score}.`
      : `Score ${proposal.score} against ${lastScore} of the last clip taken${flaw === '' ? '' : `; it ${flaw}`}.`
  }
  return `Scores ${proposal.score}, but it ${flaw}.`
}

const toCandidate = (
  proposal: Proposal,
  accepted: boolean,
  reason: string,
  override: Partial<Pick<Description, 'title' | 'hashtags'>>,
): Candidate => {
  const description = proposal.describe()
  return {
    startMs: proposal.startMs,
    endMs: proposal.endMs,
    score: proposal.score,
    features: featureScores(description.values, proposal.score, proposal.relativeEvidence),
    accepted,
    reason,
    title: override.title ?? description.title,
    hashtags: override.hashtags ?? description.hashtags,
    boundary: description.boundary,
  }
}
