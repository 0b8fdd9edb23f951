import path from 'node:path'
import type { AppContext, ServiceContext } from '@/server/context'
import { type Failure, toJson } from '@/server/db/json'
import { eventNames } from '@/server/durable-events'
import { DomainError, errorTable } from '@/server/errors'
import { hashFile, probeSource } from '@/server/projects'
import { countCheck } from './count-check'
import { failUpload } from './fail-upload'
import type { UploadRef } from './finish-upload'
import { publishUpload } from './internal'
import { lockSource, removeSource } from './remove-source'
import { moveUploads } from './upload-state'
import { withThumbnail } from './with-thumbnail'

/** Workers that died over a file, one after the other, before it is called the cause. Another's work may have ended one or two of them. */
const maxLostChecks = 4

export type CheckedUpload =
  | { readonly state: 'ready'; readonly sourceId: string }
  | { readonly state: 'failed'; readonly failure: Failure }
  | { readonly state: 'cancelled' }

/**
 * Looks at an upload whose bytes are all here: is it what it was said to be, can it be read, do we have it already. Ends with a Source and
 * `source/ready`, or with a plain reason, `upload/failed` and no file. Worker work; may be run again after a kill at any point.
 * @throws what trying again can help (storage, database, queue, a tool that failed), and cancelled when `media.signal` fired
 */
export const checkUpload = async (ctx: AppContext, media: ServiceContext, ref: UploadRef): Promise<CheckedUpload> => {
  const upload = await findUpload(ctx, ref)
  if (upload === null || upload.state === 'cancelled' || upload.state === 'receiving') return { state: 'cancelled' }
  if (upload.state === 'failed')
    return { state: 'failed', failure: { code: 'invalid_request', message: 'This upload has already failed.' } }
  if (upload.sourceId !== null) return tellReady(ctx, ref, upload.sourceId)
  if (upload.checks >= maxLostChecks) return fail(ctx, ref, deadly)
  return countCheck(ctx, ref, () => look(ctx, media, ref, upload))
}

const findUpload = (ctx: AppContext, { uploadId, workspaceId }: UploadRef) =>
  ctx.db.upload.findFirst({
    where: { id: uploadId, workspaceId },
    select: { state: true, sourceId: true, claimedHash: true, checks: true, sizeBytes: true, offsetBytes: true },
  })

type Announced = {
  readonly claimedHash: string | null
  readonly sizeBytes: bigint | null
  readonly offsetBytes: bigint
}

const deadly: Failure = {
  code: 'unreadable_media',
  message: `What reads videos broke down over this one ${maxLostChecks} times. Export it again, as MP4 with H.264 for instance, and upload that.`,
}

const fail = async (ctx: AppContext, ref: UploadRef, failure: Failure): Promise<CheckedUpload> => {
  await failUpload(ctx, ref, failure)
  return { state: 'failed', failure }
}

const look = async (
  ctx: AppContext,
  media: ServiceContext,
  ref: UploadRef,
  announced: Announced,
): Promise<CheckedUpload> => {
  let file: LocatedFile | null = null
  try {
    file = await locate(ctx, media, ref, announced)
    const source = (await findSource(ctx, ref, file.contentHash)) ?? (await takeIn(ctx, media, ref, file))
    if (source === null || !(await attach(ctx, ref, source.id))) return leave(ctx, ref, file)
    await ctx.ports.intake.remove(ref.uploadId)
    return tellReady(ctx, ref, source.id)
  } catch (error) {
    // Whoever cancels, or has looked at them meanwhile, takes the bytes away, whatever is being done with them.
    const upload = await findUpload(ctx, ref)
    if (upload?.state !== 'checking') return leave(ctx, ref, file)
    if (!(error instanceof DomainError) || error.code === 'cancelled' || errorTable[error.code].retry) throw error
    if (!(await isWhole(ctx, ref, upload)) && (await isMoved(ctx, ref, upload, file)))
      throw new DomainError('engine_unavailable', 'Another worker has begun to look at this upload as well.', {
        cause: error,
      })
    return fail(ctx, ref, { code: error.code, message: error.message })
  }
}

/** It was cancelled meanwhile, or another worker has come to its end: what nobody has a use for goes. */
const leave = async (ctx: AppContext, ref: UploadRef, file: LocatedFile | null): Promise<CheckedUpload> => {
  const sourceId = (await findUpload(ctx, ref))?.sourceId
  if (sourceId != null) return tellReady(ctx, ref, sourceId)
  await ctx.ports.intake.remove(ref.uploadId)
  if (file !== null) await dropUnused(ctx, ref, file.contentHash)
  return { state: 'cancelled' }
}

type LocatedFile = { readonly path: string; readonly contentHash: string; readonly key: string | null }

/** The bytes where they gathered or, after a kill between their move and its note in the table, in the store. */
const locate = async (
  ctx: AppContext,
  media: ServiceContext,
  ref: UploadRef,
  announced: Announced,
): Promise<LocatedFile> => {
  const { uploadId } = ref
  const { claimedHash } = announced
  if (await isWhole(ctx, ref, announced)) {
    const gathered = await ctx.ports.intake.collect(uploadId, media.signal)
    const contentHash = await hashFile(media, gathered)
    if (claimedHash !== null && claimedHash !== contentHash)
      throw new DomainError(
        'checksum_mismatch',
        'What arrived is not what was sent: the checksums differ. Upload the file again.',
      )
    return { path: gathered, contentHash, key: null }
  }
  const key = await findStored(ctx, ref, claimedHash)
  if (claimedHash !== null && key !== null)
    return { path: await ctx.ports.objects.localPath(key, media.signal), contentHash: claimedHash, key }
  throw new DomainError('gone', 'The bytes of this upload are not all there any more. Bring the video again.')
}

/** Whether all that the row speaks of is where it gathered: half a file is no file. */
const isWhole = async (
  ctx: AppContext,
  { uploadId }: UploadRef,
  { sizeBytes, offsetBytes }: Announced,
): Promise<boolean> => (await ctx.ports.intake.sizeOf(uploadId)) === Number(sizeBytes ?? offsetBytes)

/** Key of the bytes of this hash, whichever kind they turned out to be. */
const findStored = async (
  ctx: AppContext,
  { workspaceId }: UploadRef,
  contentHash: string | null,
): Promise<string | null> => {
  if (contentHash === null) return null
  for await (const { key } of ctx.ports.objects.list(`sources/${workspaceId}/${contentHash}.`)) return key
  return null
}

/** Of bytes that are not where they gathered: whether another worker has moved them, so that nothing that was seen of them counts. */
const isMoved = async (
  ctx: AppContext,
  ref: UploadRef,
  { claimedHash }: Announced,
  file: LocatedFile | null,
): Promise<boolean> => (file === null ? (await findStored(ctx, ref, claimedHash)) !== null : file.key === null)

/** The same bytes again are the same source, as long as its file is there. */
const findSource = async (ctx: AppContext, { workspaceId }: UploadRef, contentHash: string) => {
  const found = await ctx.db.source.findUnique({
    where: { workspaceId_contentHash: { workspaceId, contentHash } },
    select: { id: true, objectKey: true },
  })
  return found !== null && (await ctx.ports.objects.stat(found.objectKey)) !== undefined ? found : null
}

/** The new source; null when nobody wants it any more. */
const takeIn = async (
  ctx: AppContext,
  media: ServiceContext,
  ref: UploadRef,
  file: LocatedFile,
): Promise<{ readonly id: string } | null> => {
  const { workspaceId } = ref
  const { source, input } = await probeSource(media, { path: file.path, contentHash: file.contentHash })
  const name = path.basename(input.path)
  const objectKey = `sources/${workspaceId}/${name}`
  const thumbnailKey = `thumbnails/${workspaceId}/${file.contentHash}.jpg`
  return withThumbnail(media, { source, input }, async (jpeg) => {
    // Noted before anything is put: whoever goes on after a kill finds the file by it, and nobody deletes what has the same name.
    if (!(await noteHash(ctx, ref, file.contentHash))) return null
    if (file.key === null)
      await ctx.ports.objects.putFile(objectKey, file.path, { contentType: 'application/octet-stream' })
    if (jpeg !== null) await ctx.ports.objects.putFile(thumbnailKey, jpeg, { contentType: 'image/jpeg' })
    // The stages' own name for it pointed to where the bytes gathered.
    await media.ports.artifacts.linkFile(`sources/${name}`, await ctx.ports.objects.localPath(objectKey, media.signal))
    const columns = {
      sizeBytes: source.sizeBytes,
      durationMs: source.durationMs,
      info: toJson(source),
      objectKey,
      thumbnailKey: jpeg === null ? null : thumbnailKey,
    }
    const taken = await ctx.db.source.upsert({
      where: { workspaceId_contentHash: { workspaceId, contentHash: file.contentHash } },
      create: { workspaceId, contentHash: file.contentHash, ...columns },
      update: columns,
      select: { id: true },
    })
    if ((await ctx.ports.objects.stat(objectKey)) === undefined)
      throw new DomainError('storage_unavailable', 'The file that was just stored is not there.')
    return taken
  })
}

/**
 * Says which bytes are about to be put. Somebody who is deleting the very same ones is waited for; whoever begins to later sees this and leaves
 * them (`removeSource`). False when nobody wants this upload any more.
 */
const noteHash = (ctx: AppContext, { uploadId, workspaceId }: UploadRef, contentHash: string): Promise<boolean> =>
  ctx.db.$transaction(async (tx) => {
    await lockSource(tx, { workspaceId, contentHash })
    const { count } = await tx.upload.updateMany({
      where: { id: uploadId, workspaceId, state: 'checking' },
      data: { claimedHash: contentHash },
    })
    return count > 0
  })

const attach = async (ctx: AppContext, { uploadId, workspaceId }: UploadRef, sourceId: string): Promise<boolean> =>
  (await moveUploads(ctx.db, { id: uploadId, workspaceId }, 'ready', { sourceId })) > 0

/** Cancelled while it was looked at: what nobody else has a use for goes again. */
const dropUnused = (ctx: AppContext, { workspaceId }: UploadRef, contentHash: string): Promise<void> =>
  ctx.db.$transaction(async (tx) => {
    await lockSource(tx, { workspaceId, contentHash })
    const unused = { workspaceId, contentHash, uploads: { none: {} }, projects: { none: {} } }
    const found = await tx.source.findFirst({ where: unused, select: { id: true } })
    if (found !== null) await removeSource(ctx, tx, { id: found.id, workspaceId })
  })

const tellReady = async (ctx: AppContext, ref: UploadRef, sourceId: string): Promise<CheckedUpload> => {
  await ctx.ports.events.send([
    { id: `source/ready:${ref.uploadId}`, name: eventNames.sourceReady, data: { ...ref, sourceId } },
  ])
  publishUpload(ctx, ref.uploadId)
  return { state: 'ready', sourceId }
}
