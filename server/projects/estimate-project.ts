import type { z } from 'zod'
import type { WorkspaceContext } from '@/server/context'
import { creditsFor, getSummary } from '@/server/credits'
import { limits } from '@/server/media/limits'
import { targetCount } from '@/server/media/moments/select'
import { loadPaces } from './load-paces'
import type { estimateSchema } from './schemas'
import { type MsSpan, timeLeft } from './stages'

export type Estimate = {
  readonly credits: number
  readonly balance: number
  readonly clipCount: number
  readonly timeMs: MsSpan | null
}

/** What a project would cost, bring and take, before anything is started. */
export const estimateProject = async (
  ctx: WorkspaceContext,
  { durationMs, settings }: z.output<typeof estimateSchema>,
): Promise<Estimate> => {
  const [{ balance }, paces] = await Promise.all([getSummary(ctx), loadPaces(ctx)])
  const clipCount = settings.ranges?.length ?? settings.count ?? targetCount(durationMs, limits.maxClips)
  const clipsMs = Math.min(durationMs, (clipCount * (settings.minS + settings.maxS) * 1000) / 2)
  return {
    credits: creditsFor(durationMs),
    balance,
    clipCount: durationMs > 0 ? clipCount : 0,
    timeMs: durationMs > 0 ? timeLeft([], { sourceMs: durationMs, clipsMs }, paces) : null,
  }
}
