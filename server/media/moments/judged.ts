import { overlapShare } from './overlap'
import type { Description, Proposal } from './proposal'
import type { MomentPool } from './propose'
import { roundScore } from './score'
import { isBroken, worthOf } from './select'

/** What a judge says of one moment; the shape of `Judgement` in the reranker port. */
type Opinion = {
  readonly score: number
  readonly title: string
  readonly hashtags: readonly string[]
  readonly reason: string
}

export type JudgedPool = MomentPool & {
  readonly override: (proposal: Proposal) => Partial<Pick<Description, 'title' | 'hashtags'>>
}

/** Moments read out per clip that is wanted: enough to overturn the order, few enough to pay for. */
const perClip = 3
const mostJudged = 90
/** Two versions of one moment ask the same question twice. */
const sameMoment = 0.6
/** A judge reads the words but hears no laughter and sees no picture: it has two fifths of the say. */
const judgeShare = 0.4

export const shortlist = (pool: MomentPool): readonly Proposal[] => {
  const limit = Math.min(mostJudged, Math.max(8, perClip * pool.count))
  const ranked = pool.proposals
    .filter((proposal) => proposal.terms.size > 0 && (proposal.isManual || !isBroken(proposal)))
    .sort((a, b) => worthOf(b) - worthOf(a) || a.startMs - b.startMs || a.endMs - b.endMs)
  const chosen: Proposal[] = []
  for (const proposal of ranked) {
    if (chosen.length >= limit) break
    if (!chosen.some((other) => overlapShare(proposal, other) > sameMoment)) chosen.push(proposal)
  }
  return chosen
}

/** Mixes a judge's scores in; moments it was not asked about keep theirs. Its titles are used as they are. */
export const applyJudgements = (
  pool: MomentPool,
  asked: readonly Proposal[],
  opinions: readonly Opinion[],
  judge: string,
): JudgedPool => {
  const of = new Map(asked.map((proposal, index) => [proposal, opinions[index]]))
  const titles = new Map<Proposal, Opinion>()
  const proposals = pool.proposals.map((proposal) => {
    const opinion = of.get(proposal)
    if (opinion === undefined) return proposal
    const score = roundScore(proposal.score * (1 - judgeShare) + opinion.score * 100 * judgeShare)
    const judged: Proposal = {
      startMs: proposal.startMs,
      endMs: proposal.endMs,
      score,
      opening: proposal.opening,
      ending: proposal.ending,
      isManual: proposal.isManual,
      terms: proposal.terms,
      text: proposal.text,
      relativeEvidence: [
        ...proposal.relativeEvidence,
        {
          startMs: proposal.startMs,
          endMs: proposal.endMs,
          signal: `${judge} gives it ${Math.round(opinion.score * 100)} of 100`,
          text: opinion.reason,
        },
      ],
      describe: () => proposal.describe(),
    }
    titles.set(judged, opinion)
    return judged
  })
  return {
    proposals,
    count: pool.count,
    override: (proposal) => {
      const opinion = titles.get(proposal)
      return {
        ...(opinion !== undefined && opinion.title !== '' ? { title: opinion.title } : {}),
        ...(opinion !== undefined && opinion.hashtags.length > 0 ? { hashtags: opinion.hashtags } : {}),
      }
    },
  }
}
