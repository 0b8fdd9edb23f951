import type { AppContext } from '@/server/context'
import { Prisma, type Tx } from '@/server/db/client'
import { type Failure, toJson } from '@/server/db/json'
import { moveUploads } from './upload-state'

type SourceRef = { readonly id: string; readonly workspaceId: string }

const deleted: Failure = { code: 'gone', message: 'The video was deleted. Bring it again.' }

/** A project that is being made of it right now comes first, and keeps it. */
export const lockSource = async (
  tx: Tx,
  source: SourceRef | { readonly workspaceId: string; readonly contentHash: string },
): Promise<void> => {
  const { workspaceId } = source
  const which = 'id' in source ? Prisma.sql`"id" = ${source.id}` : Prisma.sql`"contentHash" = ${source.contentHash}`
  await tx.$queryRaw`SELECT 1 FROM "Source" WHERE ${which} AND "workspaceId" = ${workspaceId} FOR UPDATE`
}

/**
 * Deletes a source that no project stands on, with its file and its picture; uploads that brought it end `cancelled`. false when a project
 * does, or when an upload of the same bytes is being looked at, whose files have the same names. The files go before the transaction ends: a kill in between brings the rows back, and the next purge ends the work.
 */
export const removeSource = async (ctx: AppContext, tx: Tx, ref: SourceRef): Promise<boolean> => {
  const { id, workspaceId } = ref
  await lockSource(tx, ref)
  const source = await tx.source.findFirst({
    where: { id, workspaceId, projects: { none: {} } },
    select: { contentHash: true, objectKey: true, thumbnailKey: true },
  })
  if (source === null) return false
  const comingAgain = { workspaceId, state: 'checking', claimedHash: source.contentHash } as const
  if ((await tx.upload.count({ where: comingAgain })) > 0) return false
  await moveUploads(tx, { sourceId: id, workspaceId }, 'cancelled', { sourceId: null, failure: toJson(deleted) })
  await tx.source.deleteMany({ where: { id, workspaceId } })
  await ctx.ports.objects.delete(source.objectKey)
  if (source.thumbnailKey !== null) await ctx.ports.objects.delete(source.thumbnailKey)
  return true
}
