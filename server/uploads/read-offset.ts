import type { UserContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import type { UploadProgress } from './append-upload'
import { finishUpload } from './finish-upload'
import { getOwnUpload } from './internal'

/** Where to go on. The bytes that are there decide, not the row, which may be a second behind. @throws not_found, gone */
export const readOffset = async (ctx: UserContext, { id }: { readonly id: string }): Promise<UploadProgress> => {
  const upload = await getOwnUpload(ctx, ctx, id)
  const { sizeBytes, expiresAt } = upload
  if (upload.state === 'checking' || upload.state === 'ready') return { offset: sizeBytes, sizeBytes, expiresAt }
  if (upload.state !== 'receiving' || expiresAt.getTime() <= ctx.clock.now())
    throw new DomainError('gone', 'This upload has ended. Start it again.')
  const offset = await ctx.ports.intake.sizeOf(id)
  if (offset > 0) ctx.ports.metrics.count('upload_total', { outcome: 'resumed' })
  // Killed between the last byte and its note in the table.
  if (offset === sizeBytes) await finishUpload(ctx, { uploadId: id, workspaceId: upload.workspaceId })
  return { offset, sizeBytes, expiresAt }
}
