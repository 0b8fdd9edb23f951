import type { AppContext } from '@/server/context'
import { publishUpload } from './internal'
import { sendReceived } from './upload-events'
import { moveUploads } from './upload-state'

export type UploadRef = { readonly uploadId: string; readonly workspaceId: string }

/** All bytes are here: the upload goes to a worker to be looked at. No error when it is already on that way. */
export const finishUpload = async (ctx: AppContext, { uploadId, workspaceId }: UploadRef): Promise<void> => {
  if ((await moveUploads(ctx.db, { id: uploadId, workspaceId }, 'checking')) === 0) return
  ctx.ports.metrics.count('upload_total', { outcome: 'finished' })
  publishUpload(ctx, uploadId)
  await sendReceived(ctx, { uploadId, workspaceId })
}
