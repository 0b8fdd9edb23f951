import type { ServiceContext } from '@/server/context'
import { DomainError, isDomainError } from '@/server/errors'
import {
  applyJudgements,
  type JudgedPool,
  type MomentPool,
  proposeMoments,
  selectMoments,
  shortlist,
} from '@/server/media/moments'
import type { AudioFeatures, Candidate, MotionSample, Shot, SourceInfo, Transcript } from '@/server/media/types'
import type { Reranker } from '@/server/ports/reranker'
import { remember } from '@/server/stage-cache'
import { type FindMomentsOptions, momentOptionsSchema } from './schemas'

export type FindMomentsInput = {
  readonly source: SourceInfo
  readonly transcript: Transcript
  readonly features: AudioFeatures | null
  readonly shots: readonly Shot[]
  readonly motion: readonly MotionSample[]
  readonly options: FindMomentsOptions
  /** There is a judge, and it gave no answer. */
  readonly onUnjudged?: () => void
}

/** Raised when what is asked of the judge changes. */
const judgeVersion = 1

/**
 * The clips of a video, best first, accepted ones in front, and why each other candidate was refused. The search itself takes
 * seconds and is done again on every run; only a judge's answers, which cost money and vary, are remembered.
 * @throws invalid_request, cancelled
 */
export const findMoments = async (ctx: ServiceContext, input: FindMomentsInput): Promise<Candidate[]> => {
  const options = momentOptionsSchema.safeParse(input.options)
  if (!options.success)
    throw new DomainError('invalid_request', options.error.issues.map((issue) => issue.message).join(' '))
  const pool = proposeMoments({ ...input, options: options.data })
  ctx.onProgress({ share: 0.8 })
  const { reranker } = ctx.ports
  const judged = reranker === null ? null : await judge(ctx, reranker, pool, input, options.data)
  const candidates =
    judged === null
      ? selectMoments(pool.proposals, pool.count)
      : selectMoments(judged.proposals, judged.count, judged.override)
  ctx.onProgress({ share: 1 })
  return candidates
}

/** A judge's opinion is welcome, never needed: without one the words and sounds decide. */
const judge = async (
  ctx: ServiceContext,
  reranker: Reranker,
  pool: MomentPool,
  { source, onUnjudged }: FindMomentsInput,
  options: FindMomentsOptions,
): Promise<JudgedPool | null> => {
  const chosen = shortlist(pool)
  if (chosen.length === 0) return null
  const request = {
    language: options.language,
    prompt: options.prompt,
    candidates: chosen.map(({ text, startMs, endMs }) => ({ text, durationMs: endMs - startMs })),
  }
  try {
    const judgements = await remember(
      ctx,
      {
        stage: 'judge-moments',
        version: judgeVersion,
        contentHash: source.contentHash,
        params: request,
        engines: [`${reranker.id} ${await reranker.version()}`],
      },
      () => reranker.judge({ ...request, signal: ctx.signal }),
    )
    return applyJudgements(pool, chosen, judgements, reranker.id)
  } catch (error) {
    if (isDomainError(error, 'cancelled')) throw error
    ctx.log.warn('The judge of moments gave no answer; the clips are chosen without it.', {
      judge: reranker.id,
      error: error instanceof Error ? error.message : String(error),
    })
    onUnjudged?.()
    return null
  }
}
