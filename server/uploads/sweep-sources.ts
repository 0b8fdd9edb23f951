import type { AppContext } from '@/server/context'
import { removeSource } from './remove-source'
import { keptSince } from './rules'

const atOnce = 100

/** Deletes videos that arrived `limits.uploadKeepHours` ago and that no project was made of: else they count as storage for ever. */
export const sweepSources = async (ctx: AppContext): Promise<{ readonly removed: number }> => {
  const before = keptSince(ctx.clock.now())
  const unused = await ctx.db.source.findMany({
    where: { createdAt: { lt: before }, projects: { none: {} }, uploads: { none: { updatedAt: { gte: before } } } },
    select: { id: true, workspaceId: true },
    orderBy: { id: 'asc' },
    take: atOnce,
  })
  let removed = 0
  for (const source of unused) if (await ctx.db.$transaction((tx) => removeSource(ctx, tx, source))) removed++
  return { removed }
}
