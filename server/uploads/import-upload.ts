import type { AppContext } from '@/server/context'
import type { Failure } from '@/server/db/json'
import { DomainError, errorTable, throwIfCancelled } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { sniffBytes, sniffContainer } from '@/server/media/probe/sniff'
import { failUpload } from './fail-upload'
import { finishUpload, type UploadRef } from './finish-upload'
import { keepOffset } from './keep-offset'
import { requireRoom } from './require-room'
import { displayName, nextReservation } from './rules'

export type ImportedUpload =
  | { readonly state: 'checking' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'cancelled' }

/**
 * Fetches what `importLink` took the address of, and hands it on to be checked. Worker work; a repeated run starts from the first byte, and all
 * runs together have `limits.importHours`. @throws what trying again can help, and cancelled when `signal` fired
 */
export const importUpload = async (
  ctx: AppContext,
  { uploadId, workspaceId, signal }: UploadRef & { readonly signal: AbortSignal },
): Promise<ImportedUpload> => {
  const ref = { uploadId, workspaceId }
  const upload = await ctx.db.upload.findFirst({
    where: { id: uploadId, workspaceId, kind: 'link' },
    select: { state: true, url: true, offsetBytes: true, expiresAt: true },
  })
  if (upload?.state === 'checking' || upload?.state === 'ready') return { state: 'checking' }
  if (upload?.state !== 'receiving' || upload.url === null) return { state: 'cancelled' }
  const untilMs =
    upload.offsetBytes > 0n ? upload.expiresAt.getTime() : ctx.clock.now() + limits.importHours * 3_600_000
  const row = keepOffset(ctx, { id: uploadId, workspaceId }, { prolongs: false })
  const stop = AbortSignal.any([signal, row.signal])
  try {
    await ctx.ports.intake.remove(uploadId)
    const maxBytes = await beginTry(ctx, ref, untilMs)
    const withinMs = Math.max(0, untilMs - ctx.clock.now())
    const fetched = await ctx.ports.fetcher.open(upload.url, { signal: stop, maxBytes, withinMs })
    await takeRoom(ctx, ref, { sizeBytes: fetched.sizeBytes, fileName: fetched.fileName })
    const body = fetched.sizeBytes === null ? withinRoom(ctx, ref, fetched.body) : fetched.body
    const size = await ctx.ports.intake.append(uploadId, {
      offset: 0,
      bytes: sniffed(body),
      limit: fetched.sizeBytes ?? maxBytes,
      onBytes: row.onBytes,
    })
    if (fetched.sizeBytes === null) await takeRoom(ctx, ref, { sizeBytes: size, hereBytes: size })
    if (!(await row.finish(size, { isLast: true }))) return await discard(ctx, ref)
    await finishUpload(ctx, ref)
    return { state: 'checking' }
  } catch (error) {
    if (row.signal.aborted) return discard(ctx, ref)
    throwIfCancelled(signal)
    // A disk that is full is said at once: each further try would bring all of it again.
    if (!(error instanceof DomainError) || (errorTable[error.code].retry && error.code !== 'storage_full')) throw error
    const failure = { code: error.code, message: error.message }
    await failUpload(ctx, ref, failure)
    return { state: 'failed', failure }
  }
}

const discard = async (ctx: AppContext, { uploadId }: UploadRef): Promise<ImportedUpload> => {
  await ctx.ports.intake.remove(uploadId)
  return { state: 'cancelled' }
}

/** Nothing of an earlier try is left: neither its bytes nor its room. Returns how many bytes there may be at most. */
const beginTry = (ctx: AppContext, { uploadId, workspaceId }: UploadRef, untilMs: number): Promise<number> =>
  ctx.db.$transaction(async (tx) => {
    const atMost = await requireRoom(ctx, tx, { workspaceId, sizeBytes: 1, isLeast: true, except: uploadId })
    await tx.upload.updateMany({
      where: { id: uploadId, workspaceId, state: 'receiving' },
      data: { sizeBytes: null, reservedBytes: 0, expiresAt: new Date(untilMs) },
    })
    return atMost
  })

type Known = {
  /** null: nobody says it, so that there must be room for anything at all. */
  readonly sizeBytes: number | null
  readonly fileName?: string | null
  readonly hereBytes?: number
}

/**
 * Takes the workspace's room for what is known of the size: asked and written in one transaction, so that of two imports that each just fit one
 * is told.
 */
const takeRoom = (ctx: AppContext, { uploadId, workspaceId }: UploadRef, known: Known): Promise<void> => {
  const { sizeBytes, fileName = null, hereBytes = 0 } = known
  const wanted = sizeBytes === null ? { sizeBytes: 1, isLeast: true } : { sizeBytes }
  return ctx.db.$transaction(async (tx) => {
    await requireRoom(ctx, tx, { workspaceId, ...wanted, except: uploadId, hereBytes })
    await tx.upload.updateMany({
      where: { id: uploadId, workspaceId },
      data: { sizeBytes, reservedBytes: 0, ...(fileName === null ? {} : { fileName: displayName(fileName) }) },
    })
  })
}

/** The same bytes, for whose size nobody vouches: before they pass the room that was taken for them, more is taken. */
async function* withinRoom(
  ctx: AppContext,
  ref: UploadRef,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let hereBytes = 0
  let reservedBytes = 0
  for await (const chunk of body) {
    const sizeBytes = hereBytes + chunk.length
    if (sizeBytes > reservedBytes) reservedBytes = await reserve(ctx, ref, { sizeBytes, hereBytes })
    yield chunk
    hereBytes = sizeBytes
  }
}

const reserve = (
  ctx: AppContext,
  { uploadId, workspaceId }: UploadRef,
  known: { readonly sizeBytes: number; readonly hereBytes: number },
): Promise<number> =>
  ctx.db.$transaction(async (tx) => {
    const atMost = await requireRoom(ctx, tx, { workspaceId, ...known, isLeast: true, except: uploadId })
    const reservedBytes = nextReservation(known.sizeBytes, atMost)
    await tx.upload.updateMany({ where: { id: uploadId, workspaceId }, data: { reservedBytes } })
    return reservedBytes
  })

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
