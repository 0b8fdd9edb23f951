import type { AppContext } from '@/server/context'
import { publishUpload } from './internal'
import { sendReceived } from './upload-events'
import { moveUploads } from './upload-state'

export type UploadRef = { readonly uploadId: string; readonly workspaceId: string }

/** By whoever works on it. With a `holder`, of an import, only what is still that one's is written. */
export type WorkedOnUpload = UploadRef & { readonly holder?: string | undefined }

/** The row of it, as long as it is still theirs. */
export const rowOf = ({ uploadId, workspaceId, holder }: WorkedOnUpload) => ({
  id: uploadId,
  workspaceId,
  ...(holder === undefined ? {} : { holder }),
})

/** All bytes are here: the upload goes to a worker to be looked at. False when it is already on that way, has ended, or is another's. */
export const finishUpload = async (ctx: AppContext, upload: WorkedOnUpload): Promise<boolean> => {
  const { uploadId, workspaceId } = upload
  if ((await moveUploads(ctx.db, rowOf(upload), 'checking')) === 0) return false
  ctx.ports.metrics.count('upload_total', { outcome: 'finished' })
  publishUpload(ctx, uploadId)
  await sendReceived(ctx, { uploadId, workspaceId })
  return true
}
