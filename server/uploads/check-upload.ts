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
import { makeThumbnail } from './make-thumbnail'
import { moveUploads } from './upload-state'

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
  const upload = await ctx.db.upload.findFirst({
    where: { id: ref.uploadId, workspaceId: ref.workspaceId },
    select: { state: true, sourceId: true, claimedHash: true, checks: true },
  })
  if (upload === null || upload.state === 'cancelled' || upload.state === 'receiving') return { state: 'cancelled' }
  if (upload.state === 'failed')
    return { state: 'failed', failure: { code: 'invalid_request', message: 'This upload has already failed.' } }
  if (upload.sourceId !== null) return tellReady(ctx, ref, upload.sourceId)
  if (upload.checks >= maxLostChecks) return fail(ctx, ref, deadly)
  return countCheck(ctx, ref, () => look(ctx, media, ref, upload.claimedHash))
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
  claimedHash: string | null,
): Promise<CheckedUpload> => {
  try {
    const file = await locate(ctx, media, ref, claimedHash)
    const source = (await findSource(ctx, ref, file.contentHash)) ?? (await takeIn(ctx, media, ref, file))
    if (source === null) return { state: 'cancelled' }
    const isWanted = await attach(ctx, ref, source.id)
    await ctx.ports.intake.remove(ref.uploadId)
    if (isWanted) return tellReady(ctx, ref, source.id)
    await dropUnused(ctx, ref, source.id)
    return { state: 'cancelled' }
  } catch (error) {
    // Whoever cancels takes the bytes away, whatever is being done with them.
    if (await isCancelled(ctx, ref)) return { state: 'cancelled' }
    if (!(error instanceof DomainError) || error.code === 'cancelled' || errorTable[error.code].retry) throw error
    return fail(ctx, ref, { code: error.code, message: error.message })
  }
}

type LocatedFile = { readonly path: string; readonly contentHash: string; readonly key: string | null }

/** The bytes where they gathered or, after a kill between their move and its note in the table, in the store. */
const locate = async (
  ctx: AppContext,
  media: ServiceContext,
  { uploadId, workspaceId }: UploadRef,
  claimedHash: string | null,
): Promise<LocatedFile> => {
  if ((await ctx.ports.intake.sizeOf(uploadId)) > 0) {
    const gathered = await ctx.ports.intake.collect(uploadId, media.signal)
    const contentHash = await hashFile(media, gathered)
    if (claimedHash !== null && claimedHash !== contentHash)
      throw new DomainError(
        'checksum_mismatch',
        'What arrived is not what was sent: the checksums differ. Upload the file again.',
      )
    return { path: gathered, contentHash, key: null }
  }
  if (claimedHash !== null) {
    for await (const { key } of ctx.ports.objects.list(`sources/${workspaceId}/${claimedHash}.`))
      return { path: await ctx.ports.objects.localPath(key, media.signal), contentHash: claimedHash, key }
  }
  throw new DomainError('gone', 'The bytes of this upload are no longer there. Upload the file again.')
}

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
  { uploadId, workspaceId }: UploadRef,
  file: LocatedFile,
): Promise<{ readonly id: string } | null> => {
  const { source, input } = await probeSource(media, { path: file.path, contentHash: file.contentHash })
  const name = path.basename(input.path)
  const objectKey = `sources/${workspaceId}/${name}`
  const thumbnailKey = `thumbnails/${workspaceId}/${file.contentHash}.jpg`
  const hasThumbnail = await makeThumbnail(media, { source, input }, (jpeg) =>
    ctx.ports.objects.putFile(thumbnailKey, jpeg, { contentType: 'image/jpeg' }),
  )
  if (file.key === null) {
    // Noted before the move: whoever goes on after a kill finds the file by it.
    const { count } = await ctx.db.upload.updateMany({
      where: { id: uploadId, workspaceId, state: 'checking' },
      data: { claimedHash: file.contentHash },
    })
    if (count === 0) {
      await ctx.ports.objects.delete(thumbnailKey)
      return null
    }
    await ctx.ports.objects.putFile(objectKey, file.path, { contentType: 'application/octet-stream' })
  }
  // The stages' own name for it pointed to where the bytes gathered.
  await media.ports.artifacts.linkFile(`sources/${name}`, await ctx.ports.objects.localPath(objectKey, media.signal))
  const columns = {
    sizeBytes: source.sizeBytes,
    durationMs: source.durationMs,
    info: toJson(source),
    objectKey,
    thumbnailKey: hasThumbnail ? thumbnailKey : null,
  }
  return ctx.db.source.upsert({
    where: { workspaceId_contentHash: { workspaceId, contentHash: file.contentHash } },
    create: { workspaceId, contentHash: file.contentHash, ...columns },
    update: columns,
    select: { id: true },
  })
}

const attach = async (ctx: AppContext, { uploadId, workspaceId }: UploadRef, sourceId: string): Promise<boolean> =>
  (await moveUploads(ctx.db, { id: uploadId, workspaceId }, 'ready', { sourceId })) > 0

const isCancelled = async (ctx: AppContext, { uploadId, workspaceId }: UploadRef): Promise<boolean> =>
  (await ctx.db.upload.count({ where: { id: uploadId, workspaceId, state: 'cancelled' } })) > 0

/** Cancelled while it was looked at: what nobody else has a use for goes again. */
const dropUnused = async (ctx: AppContext, { workspaceId }: UploadRef, sourceId: string): Promise<void> => {
  const unused = { id: sourceId, workspaceId, uploads: { none: {} }, projects: { none: {} } }
  const found = await ctx.db.source.findFirst({ where: unused, select: { objectKey: true, thumbnailKey: true } })
  if (found === null || (await ctx.db.source.deleteMany({ where: unused })).count === 0) return
  await ctx.ports.objects.delete(found.objectKey)
  if (found.thumbnailKey !== null) await ctx.ports.objects.delete(found.thumbnailKey)
}

const tellReady = async (ctx: AppContext, ref: UploadRef, sourceId: string): Promise<CheckedUpload> => {
  await ctx.ports.events.send([
    { id: `source/ready:${ref.uploadId}`, name: eventNames.sourceReady, data: { ...ref, sourceId } },
  ])
  publishUpload(ctx, ref.uploadId)
  return { state: 'ready', sourceId }
}
