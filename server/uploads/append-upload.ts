import type { AppContext, UserContext } from '@/server/context'
import { DomainError, isDomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { finishUpload } from './finish-upload'
import { getOwnUpload, type OwnUpload } from './internal'
import { keepOffset } from './keep-offset'
import { keptUntil } from './rules'
import { wakeUpload } from './wake-upload'
import { watchedBytes } from './watched-bytes'

export type UploadPart = {
  readonly id: string
  readonly offset: number
  readonly lengthBytes: number
  readonly body: AsyncIterable<Uint8Array>
  /** SHA-256 of this part, if the sender says it; then all of the part is taken or none. */
  readonly partHash: Uint8Array | null
  /** SHA-256 of the whole, hex, which a sender may know only by the last part. */
  readonly contentHash: string | null
  /** Fires when the sender has gone. */
  readonly signal: AbortSignal
  /** For tests; the limits table otherwise. */
  readonly stallMs?: number
}

export type UploadProgress = { readonly offset: number; readonly sizeBytes: number; readonly expiresAt: Date }

/**
 * Takes the next part of an upload. With the last byte the upload goes to be checked. The part's first bytes are taken while it is looked up who
 * sends it and whether they may; nothing is written before both are known.
 * @throws not_found, gone, conflict (wrong offset, past the announced size, somebody else writes), payload_too_large, checksum_mismatch,
 * cancelled (broke off or stalled; the row knows how much is kept), storage_full (also for one that goes on after a pause), storage_unavailable,
 * and what `who` throws
 */
export const appendUpload = async (
  app: AppContext,
  who: UserContext | Promise<UserContext>,
  part: UploadPart,
): Promise<UploadProgress> => {
  const unwanted = new AbortController()
  let row: ReturnType<typeof keepOffset> | null = null
  const permitting = permit(app, who, part).then((upload) => {
    row = keepOffset(app, upload, { unwanted })
    return { upload, row }
  })
  const limit = permitting.then(({ upload }) => upload.sizeBytes)
  // Thrown below; an intake that refuses earlier asks for neither.
  limit.catch(() => undefined)
  const signal = AbortSignal.any([part.signal, unwanted.signal])
  const taking = app.ports.intake.append(part.id, {
    offset: part.offset,
    bytes: watchedBytes(part.body, {
      stallMs: part.stallMs ?? limits.uploadStallSeconds * 1000,
      lengthBytes: part.lengthBytes,
      signal,
    }),
    limit,
    isWhole: part.partHash !== null,
    hash: part.partHash,
    onBytes: (size) => row?.onBytes(size),
  })
  taking.catch(() => undefined)
  const { upload, row: kept } = await permitting
  try {
    const size = await taking
    app.ports.metrics.count('upload_bytes_total', {}, size - part.offset)
    const isLast = size === upload.sizeBytes
    if (!(await kept.finish(size, { isLast }))) throw await discard(app, upload.id)
    if (isLast) await finishUpload(app, { uploadId: upload.id, workspaceId: upload.workspaceId })
    return {
      offset: size,
      sizeBytes: upload.sizeBytes,
      expiresAt: size > 0 ? keptUntil(app.clock.now()) : upload.expiresAt,
    }
  } catch (error) {
    if (unwanted.signal.aborted) throw await discard(app, upload.id)
    // Its file may have been taken away under it because it was cancelled.
    if (isDomainError(error, 'conflict')) requireOpen(await getOwnUpload(app, who, part.id), app.clock.now())
    if (!(error instanceof DomainError && ['conflict', 'gone'].includes(error.code)))
      await kept.finish(await app.ports.intake.sizeOf(upload.id), { isLast: true }).catch(() => undefined)
    throw error
  }
}

/** The upload, if this part of it may be written now. */
const permit = async (
  app: AppContext,
  who: UserContext | Promise<UserContext>,
  part: UploadPart,
): Promise<OwnUpload> => {
  const upload = await getOwnUpload(app, who, part.id)
  requireOpen(upload, app.clock.now())
  if (part.lengthBytes > limits.uploadPartBytes)
    throw new DomainError('payload_too_large', `A part may have ${limits.uploadPartBytes / 1024 ** 2} MiB at most.`, {
      details: { limit: limits.uploadPartBytes },
    })
  if (part.offset + part.lengthBytes > upload.sizeBytes)
    throw new DomainError(
      'conflict',
      `The upload was announced with ${upload.sizeBytes} bytes; this part passes that.`,
      {
        details: { offset: upload.offsetBytes },
      },
    )
  await wakeUpload(app, upload)
  await keepClaim(app, upload, part.contentHash)
  return upload
}

const requireOpen = (upload: OwnUpload, nowMs: number): void => {
  if (upload.state === 'cancelled' || upload.state === 'failed')
    throw new DomainError('gone', 'This upload has ended. Start it again.')
  if (upload.state !== 'receiving')
    throw new DomainError('conflict', 'All bytes of this upload are already here.', {
      details: { offset: upload.sizeBytes },
    })
  if (upload.expiresAt.getTime() <= nowMs)
    throw new DomainError('gone', 'This upload was left unfinished for too long. Start it again.')
}

/** A hash that was said before may be said again, not changed. */
const keepClaim = async (ctx: AppContext, upload: OwnUpload, contentHash: string | null): Promise<void> => {
  if (contentHash === null || contentHash === upload.claimedHash) return
  if (upload.claimedHash !== null)
    throw new DomainError('checksum_mismatch', 'The file is not the one whose upload was begun. Start it again.')
  await ctx.db.upload.updateMany({
    where: { id: upload.id, workspaceId: upload.workspaceId, state: 'receiving' },
    data: { claimedHash: contentHash },
  })
}

const discard = async (ctx: AppContext, id: string): Promise<DomainError> => {
  await ctx.ports.intake.remove(id)
  return new DomainError('gone', 'This upload was cancelled.')
}
