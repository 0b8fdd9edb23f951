import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { announce } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { creditsFor, lockWorkspace, reserveCredits } from '@/server/credits'
import type { Tx } from '@/server/db/client'
import { type Failure, fromJson, toJson } from '@/server/db/json'
import { projectStart } from '@/server/durable-events'
import { DomainError, errorTable, isDomainError } from '@/server/errors'
import { spendRate } from '@/server/rate-limits'
import { ensureSampleSource, sampleKeys, sampleTitle } from './sample'
import type { createProjectSchema, StoredSettings } from './schemas'

type Input = z.output<typeof createProjectSchema>
type Video = {
  readonly title: string
  readonly uploadId: string | null
  /** null: still on its way. */
  readonly source: { readonly id: string; readonly durationMs: number } | null
}

/**
 * A project of an upload, of a video brought before, or of the sample. Work begins at once when the video is there, by itself when
 * it comes. What was asked for before under the same `requestKey` is there already. @throws not_found, conflict, rate_limited, insufficient_credits { needed, balance }, storage_*
 */
export const createProject = async (ctx: WorkspaceContext, input: Input): Promise<{ id: string }> => {
  const before = await findAsked(ctx.db, ctx, input)
  if (before !== null) return { id: before.id }
  const video = await findVideo(ctx, input)
  await spendRate(
    ctx,
    { projectCreate: ctx.user.id },
    (wait) => `You have started as many projects as may be for now. Start the next one in ${wait}.`,
  )
  const kept = await keepSubtitles(ctx, input)
  const { project, isNew } = await insertProject(ctx, input, video, kept).catch(async (error: unknown) => {
    // Of a database that went away nobody knows whether it took the project: then the nightly sweep decides.
    if (isDomainError(error) && !errorTable[error.code].retry) await dropSubtitles(ctx, kept)
    throw error
  })
  if (!isNew) {
    await dropSubtitles(ctx, kept)
    return { id: project.id }
  }
  await announce(ctx, project.id, video.source === null ? [] : [projectStart(project)])
  return { id: project.id }
}

type KeptSubtitles = Pick<StoredSettings, 'subtitles'>

const insertProject = (ctx: WorkspaceContext, input: Input, video: Video, subtitles: KeptSubtitles) => {
  const settings = { ...input.settings, ...subtitles } satisfies StoredSettings
  const now = new Date(ctx.clock.now())
  return ctx.db.$transaction(async (tx) => {
    if (video.source !== null) await holdSource(tx, { id: video.source.id, workspaceId: ctx.workspaceId })
    if (input.requestKey !== undefined) {
      // Of two that are sent at once the later one finds the other's.
      await lockWorkspace(tx, ctx.workspaceId)
      const before = await findAsked(tx, ctx, input)
      if (before !== null) return { project: before, isNew: false }
    }
    const created = await tx.project.create({
      data: {
        workspaceId: ctx.workspaceId,
        createdById: ctx.user.id,
        requestKey: input.requestKey ?? null,
        title: input.title ?? video.title,
        uploadId: video.uploadId,
        sourceId: video.source?.id ?? null,
        settings: toJson(settings),
        isSample: input.sample === true,
        createdAt: now,
        ...(video.source === null ? {} : { status: 'queued', attempt: 1, queuedAt: now }),
      },
      select: { id: true, workspaceId: true, attempt: true, title: true },
    })
    if (video.source !== null)
      await reserveCredits(tx, {
        workspaceId: ctx.workspaceId,
        projectId: created.id,
        attempt: created.attempt,
        credits: creditsFor(video.source.durationMs),
        title: created.title,
      })
    return { project: created, isNew: true }
  })
}

const findAsked = async (db: Tx, { workspaceId }: WorkspaceContext, { requestKey }: Input) =>
  requestKey === undefined
    ? null
    : db.project.findFirst({
        where: { workspaceId, requestKey },
        select: { id: true, workspaceId: true, attempt: true },
      })

/** Nobody deletes it from now on; somebody may have, since it was found. */
const holdSource = async (tx: Tx, { id, workspaceId }: { readonly id: string; readonly workspaceId: string }) => {
  const held = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM "Source" WHERE "id" = ${id} AND "workspaceId" = ${workspaceId} FOR KEY SHARE`
  if (held.length === 0) throw noSuchVideo()
}

const noSuchVideo = () => new DomainError('not_found', 'There is no such video. Bring it again.')

const findVideo = (ctx: WorkspaceContext, input: Input): Promise<Video> => {
  if (input.uploadId !== undefined) return videoOfUpload(ctx, input.uploadId)
  if (input.sourceId !== undefined) return videoOfSource(ctx, input.sourceId)
  return ensureSampleSource(ctx).then((source) => ({ title: sampleTitle, uploadId: null, source }))
}

const videoOfUpload = async (ctx: WorkspaceContext, id: string): Promise<Video> => {
  const upload = await ctx.db.upload.findFirst({
    where: { id, workspaceId: ctx.workspaceId },
    select: { fileName: true, state: true, failure: true, source: { select: { id: true, durationMs: true } } },
  })
  if (upload === null) throw new DomainError('not_found', 'There is no such upload. Bring the video again.')
  if (upload.state === 'failed' || upload.state === 'cancelled') {
    const reason = upload.failure === null ? 'It was cancelled.' : fromJson<Failure>(upload.failure).message
    throw new DomainError('conflict', `That upload did not bring a video. ${reason}`)
  }
  return { title: titleOf(upload.fileName), uploadId: id, source: upload.state === 'ready' ? upload.source : null }
}

const videoOfSource = async (ctx: WorkspaceContext, id: string): Promise<Video> => {
  const source = await ctx.db.source.findFirst({
    where: { id, workspaceId: ctx.workspaceId },
    select: {
      id: true,
      durationMs: true,
      uploads: { orderBy: { id: 'asc' }, take: 1, select: { fileName: true } },
    },
  })
  if (source === null) throw noSuchVideo()
  const { id: sourceId, durationMs, uploads } = source
  return { title: titleOf(uploads[0]?.fileName ?? 'Video'), uploadId: null, source: { id: sourceId, durationMs } }
}

/** "My talk.final.mp4" is called "My talk.final". */
const titleOf = (fileName: string): string => fileName.replace(/\.[a-z0-9]{2,4}$/i, '').slice(0, 200) || 'Video'

/** In the store before the project is in the database: work that begins finds them. */
const keepSubtitles = async (ctx: WorkspaceContext, { transcript, sample }: Input): Promise<KeptSubtitles> => {
  if (sample && transcript === undefined) return { subtitles: { name: 'sample.srt', key: sampleKeys.subtitles } }
  if (transcript === undefined) return {}
  const key = `subtitles/${ctx.workspaceId}/${randomUUID()}.txt`
  await ctx.ports.objects.put(key, Buffer.from(transcript.text), { contentType: 'text/plain; charset=utf-8' })
  return { subtitles: { name: transcript.name, key } }
}

/** Of a project that was refused. What a store that is away keeps, the nightly sweep finds. */
const dropSubtitles = async (ctx: WorkspaceContext, { subtitles }: KeptSubtitles): Promise<void> => {
  if (subtitles === undefined || subtitles.key === sampleKeys.subtitles) return
  await ctx.ports.objects
    .delete(subtitles.key)
    .catch((error: unknown) => ctx.log.warn('subtitles left behind', { key: subtitles.key, cause: String(error) }))
}
