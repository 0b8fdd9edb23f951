import { randomBytes } from 'node:crypto'
import type { WorkspaceContext } from '@/server/context'
import { toJson } from '@/server/db/json'
import { emptyReport } from '@/server/media/framing/empty-report'
import { createProject, createProjectSchema, defaultSettings } from '@/server/projects'

/** A video of so many minutes that somebody brought; its bytes are three letters. */
export const bringSource = async (ctx: WorkspaceContext, minutes = 12) => {
  const contentHash = randomBytes(32).toString('hex')
  const objectKey = `sources/${ctx.workspaceId}/${contentHash}.mp4`
  const durationMs = minutes * 60_000
  await ctx.ports.objects.put(objectKey, Buffer.from('abc'), { contentType: 'video/mp4' })
  return ctx.db.source.create({
    data: {
      workspaceId: ctx.workspaceId,
      contentHash,
      sizeBytes: 3,
      durationMs,
      info: { durationMs, video: null, audioIndex: null, notes: [] },
      objectKey,
    },
  })
}

/** A project whose work was accepted; nobody has begun with it. */
export const queueProject = async (ctx: WorkspaceContext, minutes = 1): Promise<string> => {
  const { id: sourceId } = await bringSource(ctx, minutes)
  return (await createProject(ctx, createProjectSchema.parse({ sourceId }))).id
}

/** As a worker leaves a project whose clips it has planned: at work in the run "gone". Its clips come with `addClip`. */
export const workOn = async (ctx: WorkspaceContext, projectId: string): Promise<void> => {
  const { workspaceId } = ctx
  const now = new Date(ctx.clock.now())
  await ctx.db.project.update({
    where: { id: projectId },
    data: { status: 'working', runId: 'gone', startedAt: now, heartbeatAt: now, reportKey: 'there' },
  })
  await ctx.db.projectStage.create({ data: { projectId, workspaceId, stage: 'clips', state: 'done' } })
}

export type AddedClip = { readonly clipId: string; readonly renderId: string }

export const holder = 'the worker at it'

/** A moment that was found, its clip, and its first render in this state; where one has begun it, of the run "gone" and held by `holder`. */
export const addClip = async (
  ctx: WorkspaceContext,
  projectId: string,
  state: 'queued' | 'rendering' | 'ready' | 'failed',
): Promise<AddedClip> => {
  const position = await ctx.db.moment.count({ where: { projectId } })
  const startMs = position * 6_000
  const place = { projectId, workspaceId: ctx.workspaceId, position, startMs, endMs: startMs + 5_000 }
  const found = { ...place, title: `Clip ${position}`, score: 1, hashtags: [], features: [], boundary: {} }
  await ctx.db.moment.create({ data: { ...found, accepted: true, reason: '' } })
  const { aspect, framing, captions } = defaultSettings
  const isBegun = state !== 'queued'
  const failure = { code: 'output_mismatch', message: 'It is not what was planned.' }
  const { id: clipId, renders } = await ctx.db.clip.create({
    data: {
      ...found,
      durationMs: 5_000,
      ranges: toJson([[startMs, startMs + 5_000]]),
      renders: {
        create: {
          aspect,
          framing,
          captions,
          state,
          ...(isBegun ? { runId: 'gone', holder, heartbeatAt: new Date(ctx.clock.now()) } : {}),
          ...(state === 'failed' ? { failure } : {}),
        },
      },
    },
    select: { id: true, renders: { select: { id: true } } },
  })
  return { clipId, renderId: renders[0]?.id ?? '' }
}

/** What a run says of the files it has made. */
export const madeFiles = {
  framing: { mode: 'fit', keyframes: [], report: emptyReport },
  result: {
    durationMs: 5_000,
    loudness: { integratedLufs: null, truePeakDb: null, rangeLu: null, gainDb: 0 },
    verified: { ok: true, checks: [] },
  },
} as const
