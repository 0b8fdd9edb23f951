import type { AppContext } from '@/server/context'
import type { Failure } from '@/server/db/json'
import { DomainError, errorTable, throwIfCancelled } from '@/server/errors'
import { sniffBytes, sniffContainer } from '@/server/media/probe/sniff'
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
    const maxBytes = await ctx.db.$transaction((tx) =>
      requireRoom(ctx, tx, { workspaceId, sizeBytes: 1, except: uploadId }),
    )
    const fetched = await ctx.ports.fetcher.open(upload.url, { signal: stop, maxBytes })
    await takeRoom(ctx, ref, { sizeBytes: fetched.sizeBytes, fileName: fetched.fileName })
    const size = await ctx.ports.intake.append(uploadId, {
      offset: 0,
      bytes: sniffed(fetched.body),
      limit: fetched.sizeBytes ?? maxBytes,
      onBytes: row.onBytes,
    })
    // Others may have brought as much meanwhile.
    if (fetched.sizeBytes === null) await takeRoom(ctx, ref, { sizeBytes: size, isHere: true })
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

type Known = {
  /** null: nobody says it, so that there must be room for anything at all. */
  readonly sizeBytes: number | null
  readonly fileName?: string | null
  readonly isHere?: boolean
}

/**
 * Takes the workspace's room for what is known of the size: asked and written in one transaction, so that of two imports that each just fit one
 * is told.
 */
const takeRoom = (ctx: AppContext, { uploadId, workspaceId }: UploadRef, known: Known): Promise<void> => {
  const { sizeBytes, fileName = null, isHere = false } = known
  return ctx.db.$transaction(async (tx) => {
    await requireRoom(ctx, tx, { workspaceId, sizeBytes: sizeBytes ?? 1, except: uploadId, isHere })
    await tx.upload.updateMany({
      where: { id: uploadId, workspaceId },
      data: { sizeBytes, ...(fileName === null ? {} : { fileName: displayName(fileName) }) },
    })
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
