import type { AppContext, UserContext, WorkspaceContext } from '@/server/context'
import type { Failure } from '@/server/db/json'
import { eventNames } from '@/server/durable-events'
import { DomainError } from '@/server/errors'
import { discardArrived } from './discard-arrived'
import { rowOf, type WorkedOnUpload } from './finish-upload'
import { getOwnUpload, noSuchUpload, publishUpload } from './internal'
import { moveUploads, underWay } from './upload-state'

/**
 * The upload has come to nothing: says why, keeps no byte, and tells the projects that wait (`upload/failed`). False when it had already
 * ended or is another's.
 */
export const failUpload = (ctx: AppContext, upload: WorkedOnUpload, failure: Failure): Promise<boolean> =>
  end(ctx, upload, 'failed', failure)

/**
 * Stops an upload or an import that is under way, or gives up what arrived and was not started with, and keeps nothing of it. No error when
 * it had already ended. @throws not_found, conflict when a project was made of it
 */
export const cancelUpload = async (ctx: WorkspaceContext, { id }: { readonly id: string }): Promise<void> => {
  const { workspaceId } = ctx
  const found = await ctx.db.upload.findFirst({ where: { id, workspaceId }, select: { id: true } })
  if (found === null) throw noSuchUpload()
  if (await end(ctx, { uploadId: id, workspaceId }, 'cancelled', cancelled)) return
  await discardArrived(ctx, { id, failure: cancelled })
  publishUpload(ctx, id)
}

/** Stops it for whoever holds the upload's address. @throws not_found, gone when it has ended */
export const terminateUpload = async (ctx: UserContext, { id }: { readonly id: string }): Promise<void> => {
  const { workspaceId } = await getOwnUpload(ctx, ctx, id)
  if (!(await end(ctx, { uploadId: id, workspaceId }, 'cancelled', cancelled)))
    throw new DomainError('gone', 'This upload has already ended.')
}

const cancelled: Failure = { code: 'cancelled', message: 'The upload was cancelled.' }

const end = async (
  ctx: AppContext,
  upload: WorkedOnUpload,
  state: 'failed' | 'cancelled',
  failure: Failure,
): Promise<boolean> => {
  const { uploadId, workspaceId } = upload
  // The row first: a writer that is still at it sees there that it is not wanted, and clears up after itself.
  const moved = await moveUploads(ctx.db, rowOf(upload), state, { failure: { ...failure } }, underWay)
  if (moved === 0) return false
  await ctx.ports.intake.remove(uploadId)
  publishUpload(ctx, uploadId)
  await ctx.ports.events
    .send([
      { id: `upload/failed:${uploadId}`, name: eventNames.uploadFailed, data: { uploadId, workspaceId, ...failure } },
    ])
    .catch((error: unknown) => ctx.log.warn('upload/failed not sent', { uploadId, cause: String(error) }))
  return true
}
