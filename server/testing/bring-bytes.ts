import { randomBytes } from 'node:crypto'
import type { AppContext } from '@/server/context'
import { limits } from '@/server/media/limits'

/**
 * The first bytes of an upload, and its row as their sender left it: unlike after one that sent them a moment ago, no word about them is still
 * on its way into the row.
 */
export const bringBytes = async (
  { ctx }: { readonly ctx: AppContext },
  id: string,
  sizeBytes: number,
): Promise<void> => {
  const bytes = (async function* () {
    yield [randomBytes(sizeBytes)]
  })()
  await ctx.ports.intake.append(id, { offset: 0, limit: Number.POSITIVE_INFINITY, bytes })
  const expiresAt = new Date(ctx.clock.now() + limits.uploadKeepHours * 3_600_000)
  await ctx.db.upload.update({ where: { id }, data: { offsetBytes: sizeBytes, expiresAt } })
}
