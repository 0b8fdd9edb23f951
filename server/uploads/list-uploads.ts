import type { WorkspaceContext } from '@/server/context'
import { describeUpload, noSuchUpload, uploadSelect } from './internal'
import type { UploadView } from './schemas'

const recentMs = 24 * 3_600_000
const longest = 100

/** What is under way, and what ended within a day, newest first. */
export const listUploads = async (ctx: WorkspaceContext): Promise<UploadView[]> => {
  const rows = await ctx.db.upload.findMany({
    where: {
      workspaceId: ctx.workspaceId,
      OR: [{ state: { in: ['receiving', 'checking'] } }, { updatedAt: { gt: new Date(ctx.clock.now() - recentMs) } }],
    },
    select: uploadSelect,
    orderBy: { id: 'desc' },
    take: longest,
  })
  return rows.map((row) => describeUpload(ctx, row))
}

export const findUpload = async (
  ctx: WorkspaceContext,
  { id }: { readonly id: string },
): Promise<UploadView | null> => {
  const row = await ctx.db.upload.findFirst({ where: { id, workspaceId: ctx.workspaceId }, select: uploadSelect })
  return row === null ? null : describeUpload(ctx, row)
}

/** @throws not_found */
export const getUpload = async (ctx: WorkspaceContext, { id }: { readonly id: string }): Promise<UploadView> => {
  const found = await findUpload(ctx, { id })
  if (found === null) throw noSuchUpload()
  return found
}
