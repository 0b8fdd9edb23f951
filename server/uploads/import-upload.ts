import { randomUUID } from 'node:crypto'
import type { AppContext } from '@/server/context'
import type { Prisma, Tx } from '@/server/db/client'
import type { Failure } from '@/server/db/json'
import { DomainError, errorTable, isDomainError, throwIfCancelled } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { sniffBytes, sniffContainer } from '@/server/media/probe/sniff'
import { failUpload } from './fail-upload'
import { finishUpload, rowOf, type UploadRef } from './finish-upload'
import { keepOffset } from './keep-offset'
import { requireRoom } from './require-room'
import { displayName, nextReservation } from './rules'

export type ImportedUpload =
  | { readonly state: 'checking' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'cancelled' }

/**
 * Fetches what `importLink` took the address of, and hands it on to be checked. Worker work; a repeated run starts from the first byte, and all
 * runs together have `limits.importHours`. Of two runs at the same time (the worker of one stood still for longer than its lease) the one that
 * began last goes on, and the other one leaves. @throws what trying again can help, and cancelled when `signal` fired
 */
export const importUpload = async (
  ctx: AppContext,
  { uploadId, workspaceId, signal }: UploadRef & { readonly signal: AbortSignal },
): Promise<ImportedUpload> => {
  const upload = await ctx.db.upload.findFirst({
    where: { id: uploadId, workspaceId, kind: 'link' },
    select: { state: true, url: true, holder: true, expiresAt: true },
  })
  if (upload?.state === 'checking' || upload?.state === 'ready') return { state: 'checking' }
  if (upload?.state !== 'receiving' || upload.url === null) return { state: 'cancelled' }
  const untilMs = upload.holder !== null ? upload.expiresAt.getTime() : ctx.clock.now() + limits.importHours * 3_600_000
  const run: Run = { uploadId, workspaceId, holder: randomUUID(), lost: new AbortController() }
  const own = { id: uploadId, workspaceId, holder: run.holder }
  const row = keepOffset(ctx, own, { prolongs: false, unwanted: run.lost })
  const stop = AbortSignal.any([signal, row.signal])
  try {
    await take(ctx, run, untilMs)
    await ctx.ports.intake.remove(uploadId)
    const maxBytes = await beginTry(ctx, run)
    const withinMs = Math.max(0, untilMs - ctx.clock.now())
    const fetched = await ctx.ports.fetcher.open(upload.url, { signal: stop, maxBytes, withinMs })
    await takeRoom(ctx, run, { sizeBytes: fetched.sizeBytes, fileName: fetched.fileName })
    const body = fetched.sizeBytes === null ? withinRoom(ctx, run, fetched.body) : fetched.body
    const size = await ctx.ports.intake.append(uploadId, {
      offset: 0,
      bytes: sniffed(body),
      limit: fetched.sizeBytes ?? maxBytes,
      onBytes: row.onBytes,
    })
    if (fetched.sizeBytes === null) await takeRoom(ctx, run, { sizeBytes: size, hereBytes: size })
    // One that stood still right before it began may have taken away what this one wrote.
    if ((await ctx.ports.intake.sizeOf(uploadId)) !== size) throw begunElsewhere()
    if (!(await row.finish(size, { isLast: true })) || !(await finishUpload(ctx, run))) return leave(ctx, run)
    return { state: 'checking' }
  } catch (error) {
    if (row.signal.aborted) return leave(ctx, run)
    throwIfCancelled(signal)
    // Another run has the file, has yet to notice that it is its no more, or the person has cancelled and all was taken away.
    if (isDomainError(error, 'conflict')) return leave(ctx, run, error)
    // A disk that is full is said at once: each further try would bring all of it again.
    if (!(error instanceof DomainError) || (errorTable[error.code].retry && error.code !== 'storage_full')) throw error
    const failure = { code: error.code, message: error.message }
    return (await failUpload(ctx, run, failure)) ? { state: 'failed', failure } : leave(ctx, run)
  }
}

type Run = UploadRef & {
  readonly holder: string
  /** Fires when the row says that this import is not wanted any more, or is another run's. */
  readonly lost: AbortController
}

const begunElsewhere = (cause?: unknown) =>
  new DomainError('engine_unavailable', 'Another worker has begun this import as well.', { cause })

/** From now on whoever began before may write nothing: neither to the row nor, from its next look at the row on, to the files. */
const take = async (
  ctx: AppContext,
  { uploadId: id, workspaceId, holder, lost }: Run,
  untilMs: number,
): Promise<void> =>
  requireWritten(
    await ctx.db.upload.updateMany({
      where: { id, workspaceId, state: 'receiving' },
      data: { holder, expiresAt: new Date(untilMs) },
    }),
    lost,
  )

/** Writes what only whoever holds the import may. */
const write = async (tx: Tx, run: Run, data: Prisma.UploadUpdateManyMutationInput): Promise<void> =>
  requireWritten(await tx.upload.updateMany({ where: { ...rowOf(run), state: 'receiving' }, data }), run.lost)

const requireWritten = ({ count }: { readonly count: number }, lost: AbortController): void => {
  if (count === 0) lost.abort()
  lost.signal.throwIfAborted()
}

/** It is not this run's any more. What lies there is taken away only where nobody else is at it or has use for it. */
const leave = async (
  ctx: AppContext,
  { uploadId: id, workspaceId }: UploadRef,
  cause?: unknown,
): Promise<ImportedUpload> => {
  const found = await ctx.db.upload.findFirst({ where: { id, workspaceId }, select: { state: true } })
  // Should it be the other one whose answer nobody waits for, then this one is the run's, and tries again.
  if (found?.state === 'receiving') throw begunElsewhere(cause)
  if (found?.state === 'checking' || found?.state === 'ready') return { state: 'checking' }
  await ctx.ports.intake.remove(id)
  return { state: 'cancelled' }
}

/** Nothing of an earlier try is left: neither its bytes nor its room. Returns how many bytes there may be at most. */
const beginTry = (ctx: AppContext, run: Run): Promise<number> =>
  ctx.db.$transaction(async (tx) => {
    const { uploadId, workspaceId } = run
    const atMost = await requireRoom(ctx, tx, { workspaceId, sizeBytes: 1, isLeast: true, except: uploadId })
    await write(tx, run, { sizeBytes: null, reservedBytes: 0 })
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
const takeRoom = (ctx: AppContext, run: Run, known: Known): Promise<void> => {
  const { uploadId, workspaceId } = run
  const { sizeBytes, fileName = null, hereBytes = 0 } = known
  const wanted = sizeBytes === null ? { sizeBytes: 1, isLeast: true } : { sizeBytes }
  return ctx.db.$transaction(async (tx) => {
    await requireRoom(ctx, tx, { workspaceId, ...wanted, except: uploadId, hereBytes })
    const named = fileName === null ? {} : { fileName: displayName(fileName) }
    await write(tx, run, { sizeBytes, reservedBytes: 0, ...named })
  })
}

/** The same bytes, for whose size nobody vouches: before they pass the room that was taken for them, more is taken. */
async function* withinRoom(ctx: AppContext, run: Run, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let hereBytes = 0
  let reservedBytes = 0
  for await (const chunk of body) {
    const sizeBytes = hereBytes + chunk.length
    if (sizeBytes > reservedBytes) reservedBytes = await reserve(ctx, run, { sizeBytes, hereBytes })
    yield chunk
    hereBytes = sizeBytes
  }
}

const reserve = (
  ctx: AppContext,
  run: Run,
  known: { readonly sizeBytes: number; readonly hereBytes: number },
): Promise<number> =>
  ctx.db.$transaction(async (tx) => {
    const { uploadId, workspaceId } = run
    const atMost = await requireRoom(ctx, tx, { workspaceId, ...known, isLeast: true, except: uploadId })
    const reservedBytes = nextReservation(known.sizeBytes, atMost)
    await write(tx, run, { reservedBytes })
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
