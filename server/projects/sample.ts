import { z } from 'zod'
import { readObject } from '@/server/analysis'
import type { AppContext, WorkspaceContext } from '@/server/context'
import { toJson } from '@/server/db/json'
import { DomainError, isDomainError } from '@/server/errors'
import type { SourceInfo } from '@/server/media/types'

/** The sample video lies once in the store, put there by the seed; a workspace that wants it gets a copy of its own. */
export const sampleKeys = {
  video: 'sample/shared/sample.mp4',
  subtitles: 'sample/shared/sample.srt',
  thumbnail: 'sample/shared/sample.jpg',
  info: 'sample/shared/sample.json',
} as const

export const sampleTitle = 'Sample: why people leave after three seconds'

const hashSchema = z.object({
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number(),
  durationMs: z.number(),
})

/** The workspace's own source of the sample, made at the first call. @throws not_found when this installation has no sample */
export const ensureSampleSource = async (
  ctx: Pick<AppContext, 'db' | 'ports'> & Pick<WorkspaceContext, 'workspaceId'>,
): Promise<{ id: string; durationMs: number }> => {
  const info = await readSampleInfo(ctx)
  const key = { workspaceId_contentHash: { workspaceId: ctx.workspaceId, contentHash: info.contentHash } }
  const select = { id: true, durationMs: true } as const
  const found = await ctx.db.source.findUnique({ where: key, select })
  if (found !== null) return found
  const objectKey = `sources/${ctx.workspaceId}/${info.contentHash}.mp4`
  const thumbnailKey = `thumbnails/${ctx.workspaceId}/${info.contentHash}.jpg`
  const { objects } = ctx.ports
  await objects.put(objectKey, await objects.read(sampleKeys.video), { contentType: 'video/mp4' })
  await objects.put(thumbnailKey, await objects.read(sampleKeys.thumbnail), { contentType: 'image/jpeg' })
  return ctx.db.source.upsert({
    where: key,
    update: {},
    create: {
      workspaceId: ctx.workspaceId,
      contentHash: info.contentHash,
      sizeBytes: info.sizeBytes,
      durationMs: info.durationMs,
      info: toJson(info),
      objectKey,
      thumbnailKey,
    },
    select,
  })
}

/** What starting with the sample means, before it is copied. @throws not_found when this installation has no sample */
export const getSample = async (ctx: Pick<AppContext, 'ports'>): Promise<{ durationMs: number }> => ({
  durationMs: (await readSampleInfo(ctx)).durationMs,
})

const readSampleInfo = async (ctx: Pick<AppContext, 'ports'>): Promise<SourceInfo> => {
  try {
    const json: unknown = JSON.parse((await readObject(ctx, sampleKeys.info)).toString('utf8'))
    hashSchema.parse(json)
    // Safe: the seed writes what the probe said, and the fields that decide here were checked.
    return json as SourceInfo
  } catch (cause) {
    if (!isDomainError(cause, 'not_found')) throw cause
    throw new DomainError('not_found', 'The sample video is not installed here. `npm start` makes it.', { cause })
  }
}
