import type { AppContext } from '@/server/context'
import type { Failure } from '@/server/db/json'
import { DomainError, errorTable, throwIfCancelled } from '@/server/errors'
import { sniffBytes, sniffContainer } from '@/server/media/probe/sniff'
import type { Fetched } from '@/server/ports/fetcher'
import { failUpload } from './fail-upload'
import { finishUpload, type UploadRef } from './finish-upload'
import { keepOffset } from './keep-offset'
import { displayName } from './rules'
import { requireRoom } from './storage-use'

export type ImportedUpload =
  | { readonly state: 'checking' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'cancelled' }

/**
 * Fetches what `importLink` took the address of, and hands it on to be checked. Worker work; a repeated run starts from the first byte.
 * @throws what trying again can help, and cancelled when `signal` fired
 */
export const importUpload = async (
  ctx: AppContext,
  { uploadId, workspaceId, signal }: UploadRef & { readonly signal: AbortSignal },
): Promise<ImportedUpload> => {
  const ref = { uploadId, workspaceId }
  const upload = await ctx.db.upload.findFirst({
    where: { id: uploadId, workspaceId, kind: 'link' },
    select: { state: true, url: true },
  })
  if (upload?.state === 'checking' || upload?.state === 'ready') return { state: 'checking' }
  if (upload?.state !== 'receiving' || upload.url === null) return { state: 'cancelled' }
  const row = keepOffset(ctx, { id: uploadId, workspaceId })
  const stop = AbortSignal.any([signal, row.signal])
  try {
    await ctx.ports.intake.remove(uploadId)
    const maxBytes = await roomFor(ctx, ref, 1)
    const fetched = await ctx.ports.fetcher.open(upload.url, { signal: stop, maxBytes })
    await announceSize(ctx, ref, fetched)
    const size = await ctx.ports.intake.append(uploadId, {
      offset: 0,
      bytes: sniffed(fetched.body),
      limit: fetched.sizeBytes ?? maxBytes,
      onBytes: row.onBytes,
    })
    await ctx.db.upload.updateMany({ where: { id: uploadId, workspaceId }, data: { sizeBytes: size } })
    if (!(await row.finish(size, { isLast: true }))) return await discard(ctx, ref)
    await finishUpload(ctx, ref)
    return { state: 'checking' }
  } catch (error) {
    if (row.signal.aborted) return discard(ctx, ref)
    throwIfCancelled(signal)
    if (!(error instanceof DomainError) || errorTable[error.code].retry) throw error
    const failure = { code: error.code, message: error.message }
    await failUpload(ctx, ref, failure)
    return { state: 'failed', failure }
  }
}

const discard = async (ctx: AppContext, { uploadId }: UploadRef): Promise<ImportedUpload> => {
  await ctx.ports.intake.remove(uploadId)
  return { state: 'cancelled' }
}

/** The most that may come, now that the workspace has room for `sizeBytes`. */
const roomFor = async (ctx: AppContext, { uploadId, workspaceId }: UploadRef, sizeBytes: number): Promise<number> =>
  ctx.db.$transaction(async (tx) => requireRoom(ctx, tx, { workspaceId, sizeBytes, except: uploadId }))

const announceSize = async (ctx: AppContext, ref: UploadRef, { sizeBytes, fileName }: Fetched): Promise<void> => {
  if (sizeBytes !== null) await roomFor(ctx, ref, sizeBytes)
  await ctx.db.upload.updateMany({
    where: { id: ref.uploadId, workspaceId: ref.workspaceId },
    data: { sizeBytes, ...(fileName === null ? {} : { fileName: displayName(fileName) }) },
  })
}

/** The same bytes, refused by their first ones where those are no video's: a page that asks to sign in need not be kept to its end. */
async function* sniffed(body: AsyncIterable<Uint8Array>): AsyncGenerator<[Uint8Array]> {
  let head: Buffer | null = Buffer.alloc(0)
  for await (const chunk of body) {
    if (head === null) {
      yield [chunk]
      continue
    }
    head = Buffer.concat([head, chunk])
    if (head.length < sniffBytes) continue
    yield [requireMedia(head)]
    head = null
  }
  if (head !== null) yield [requireMedia(head)]
}

const requireMedia = (head: Buffer): Buffer => {
  const kind = sniffContainer(head.subarray(0, sniffBytes))
  if (!kind.ok) throw new DomainError('unsupported_container', kind.message, { details: { refusal: kind.refusal } })
  return head
}
