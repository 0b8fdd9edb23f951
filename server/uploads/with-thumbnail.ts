import path from 'node:path'
import type { ServiceContext } from '@/server/context'
import { isDomainError } from '@/server/errors'
import { scorePicture } from '@/server/media/ffmpeg/poster-choice'
import { thumbnailArgs } from '@/server/media/ffmpeg/thumbnail-args'
import type { MediaInput, SourceInfo, VideoStream } from '@/server/media/types'

/** Not the first or last pictures, which are often black or a title. */
const shares = [0.12, 0.3, 0.45, 0.6, 0.8]
/** A minute of decoding between two key frames of a large picture, on a busy machine. */
const timeoutMs = 60_000

/**
 * The sharpest of a few frames that is not dark, given to `use` as the path of a JPEG that is gone afterwards. null for sound alone and where no
 * frame can be decoded; a source is not refused for that.
 */
export const withThumbnail = async <T>(
  ctx: ServiceContext,
  { source, input }: { readonly source: SourceInfo; readonly input: MediaInput },
  use: (jpeg: string | null) => Promise<T>,
): Promise<T> => {
  const { video } = source
  if (video === null) return use(null)
  const work = await ctx.ports.artifacts.openWorkDir('thumbnail')
  try {
    let best: { readonly name: string; readonly score: number } | null = null
    for (const [index, share] of shares.entries()) {
      const name = `${index}.jpg`
      const score = await shoot(ctx, input, video, {
        atMs: Math.floor(source.durationMs * share),
        name,
        dir: work.path,
      })
      if (score !== null && score > (best?.score ?? Number.NEGATIVE_INFINITY)) best = { name, score }
    }
    return await use(best === null ? null : path.join(work.path, best.name))
  } finally {
    await work.release()
  }
}

/** The picture's score; null when there is none to be had there. */
const shoot = async (
  ctx: ServiceContext,
  input: MediaInput,
  video: VideoStream,
  { atMs, name, dir }: { readonly atMs: number; readonly name: string; readonly dir: string },
): Promise<number | null> => {
  const { args, sample } = thumbnailArgs(input, video, atMs, name)
  const chunks: Buffer[] = []
  try {
    await ctx.ports.mediaTool.run({
      args,
      workDir: dir,
      timeoutMs,
      signal: ctx.signal,
      onStdout: (chunk) => void chunks.push(chunk),
    })
  } catch (error) {
    const isOfTheFile = (['unreadable_media', 'media_tool_failed', 'media_tool_timeout'] as const).some((code) =>
      isDomainError(error, code),
    )
    if (!isOfTheFile) throw error
    return null
  }
  const luma = new Uint8Array(Buffer.concat(chunks))
  return luma.length < sample.widthPx * sample.heightPx ? null : scorePicture({ luma, widthPx: sample.widthPx })
}
