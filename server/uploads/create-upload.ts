import type { WorkspaceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { spendRate } from '@/server/rate-limits'
import { requireRoom } from './require-room'
import { displayName, readHash, unstartedUntil } from './rules'

/**
 * Opens an upload of `sizeBytes`; its bytes are brought by `appendUpload`.
 * @throws forbidden, invalid_request, payload_too_large, storage_full, rate_limited
 */
export const createUpload = async (
  ctx: WorkspaceContext,
  request: { readonly fileName: string; readonly sizeBytes: number; readonly sha256?: string | undefined },
): Promise<{ readonly id: string; readonly expiresAt: Date }> => {
  if (ctx.role === 'viewer')
    throw new DomainError('forbidden', 'Uploading needs the role editor; yours is viewer. Ask an owner.')
  if (!Number.isSafeInteger(request.sizeBytes) || request.sizeBytes < 0)
    throw new DomainError('invalid_request', 'The upload must say how many bytes it has.')
  if (request.sizeBytes === 0)
    throw new DomainError('unreadable_media', 'The file is empty (0 bytes). Was the copy cut off?')
  const claimedHash = readHash(request.sha256)
  if (request.sha256 !== undefined && claimedHash === null)
    throw new DomainError('invalid_request', 'sha256 must be 64 hexadecimal digits.')
  await spendRate(
    ctx,
    { uploadCreate: ctx.user.id },
    (wait) => `You have begun as many uploads as may be for now. The next one can begin in ${wait}.`,
  )
  const upload = await ctx.db.$transaction(async (tx) => {
    await requireRoom(ctx, tx, { workspaceId: ctx.workspaceId, sizeBytes: request.sizeBytes })
    return tx.upload.create({
      data: {
        workspaceId: ctx.workspaceId,
        userId: ctx.user.id,
        kind: 'file',
        fileName: displayName(request.fileName),
        sizeBytes: request.sizeBytes,
        claimedHash,
        expiresAt: unstartedUntil(ctx.clock.now()),
      },
      select: { id: true, expiresAt: true },
    })
  })
  ctx.ports.metrics.count('upload_total', { outcome: 'created' })
  return upload
}
