import { createReadStream } from 'node:fs'
import { readObject } from '@/server/analysis'
import type { AppContext, ServiceContext } from '@/server/context'
import { isDomainError } from '@/server/errors'
import { hashFile } from './hash-file'
import { probeSource } from './probe-source'
import { sampleKeys } from './sample'

/**
 * Puts the sample video where every workspace can copy it from, its description last: where that is, the rest is whole. The same files
 * again change nothing.
 */
export const installSample = async (
  ctx: Pick<AppContext, 'ports'>,
  media: ServiceContext,
  files: { readonly video: string; readonly subtitles: string; readonly poster: string },
): Promise<void> => {
  const contentHash = await hashFile(media, files.video)
  if ((await installedHash(ctx)) === contentHash) return
  const { source } = await probeSource(media, { path: files.video, contentHash })
  const { objects } = ctx.ports
  const put = (key: string, file: string, contentType: string) =>
    objects.put(key, createReadStream(file), { contentType })
  await put(sampleKeys.video, files.video, 'video/mp4')
  await put(sampleKeys.subtitles, files.subtitles, 'application/x-subrip; charset=utf-8')
  await put(sampleKeys.thumbnail, files.poster, 'image/jpeg')
  await objects.put(sampleKeys.info, Buffer.from(JSON.stringify(source)), { contentType: 'application/json' })
}

const installedHash = async (ctx: Pick<AppContext, 'ports'>): Promise<string | null> => {
  try {
    const info: unknown = JSON.parse((await readObject(ctx, sampleKeys.info)).toString('utf8'))
    return info !== null && typeof info === 'object' && 'contentHash' in info ? String(info.contentHash) : null
  } catch (error) {
    if (isDomainError(error, 'not_found')) return null
    throw error
  }
}
