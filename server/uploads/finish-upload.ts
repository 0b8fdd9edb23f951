import type { AppContext } from '@/server/context'
import { eventNames } from '@/server/durable-events'
import { isDomainError } from '@/server/errors'
import { announce } from './internal'

export type UploadRef = { readonly uploadId: string; readonly workspaceId: string }

/** All bytes are here: the upload goes to a worker to be looked at. No error when it is already on that way. */
export const finishUpload = async (ctx: AppContext, { uploadId, workspaceId }: UploadRef): Promise<void> => {
  const { count } = await ctx.db.upload.updateMany({
    where: { id: uploadId, workspaceId, state: 'receiving' },
    data: { state: 'checking' },
  })
  if (count === 0) return
  ctx.ports.metrics.count('upload_total', { outcome: 'finished' })
  announce(ctx, uploadId)
  await sendReceived(ctx, { uploadId, workspaceId }, 0)
}

/**
 * `again` makes a new event of it. A queue that is away is no error: the row says `checking`, and the sweep sends once more.
 */
export const sendReceived = async (ctx: AppContext, ref: UploadRef, again: number): Promise<void> => {
  const suffix = again === 0 ? '' : `:${again}`
  try {
    await ctx.ports.events.send([
      { id: `upload/received:${ref.uploadId}${suffix}`, name: eventNames.uploadReceived, data: { ...ref } },
    ])
  } catch (error) {
    if (!isDomainError(error, 'queue_unavailable')) throw error
    ctx.log.warn('upload waits for the queue', { uploadId: ref.uploadId, cause: String(error.cause) })
  }
}
