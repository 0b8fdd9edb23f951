import type { WorkspaceContext } from '@/server/context'
import { describeUpload, noSuchUpload, uploadSelect } from './internal'
import type { IncomingUpload, UploadView } from './schemas'

const recentMs = 24 * 3_600_000
const longest = 100

/** What is under way, what arrived and was not started with, and what else ended within a day, newest first. */
export const listUploads = async (ctx: WorkspaceContext): Promise<IncomingUpload[]> => {
  const rows = await ctx.db.upload.findMany({
    where: {
      workspaceId: ctx.workspaceId,
      OR: [
        { state: { in: ['receiving', 'checking'] } },
        { state: 'ready', sourceId: { not: null }, projects: { none: {} } },
        { updatedAt: { gt: new Date(ctx.clock.now() - recentMs) } },
      ],
    },
    select: {
      ...uploadSelect,
      userId: true,
      projects: { where: { deletedAt: null }, orderBy: { id: 'asc' }, take: 1, select: { id: true, title: true } },
    },
    orderBy: { id: 'desc' },
    take: longest,
  })
  return rows.map((row) => ({
    ...describeUpload(ctx, row),
    isYours: row.userId === ctx.user.id,
    project: row.projects[0] ?? null,
  }))
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
