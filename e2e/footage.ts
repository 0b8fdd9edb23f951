import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { hasMedia, mediaPath } from '@/server/testing/shared-media'

const folder = mkdtemp(path.join(os.tmpdir(), 'clipforge-footage-'))

/** The sample of the project: drawn people, synthesised voices. */
const drawSample = (dir: string): string => {
  const script = fileURLToPath(new URL('../scripts/make-sample.mjs', import.meta.url))
  execFileSync(process.execPath, [script, dir])
  return path.join(dir, 'sample.mp4')
}

/**
 * Half a minute of people who really talk; it never enters the project. Where it is not, as much of the sample that is drawn. Other bytes each time: what
 * was heard in the same ones before is not listened to again.
 */
export const talkingVideo = async (): Promise<string> => {
  const file = path.join(await folder, 'a talk.mp4')
  const source = hasMedia ? mediaPath('podcast_long_720p.mp4') : drawSample(await folder)
  const named = ['-metadata', `comment=${randomBytes(8).toString('hex')}`]
  execFileSync('ffmpeg', ['-v', 'error', '-ss', '0', '-t', '32', '-i', source, '-c', 'copy', ...named, '-y', file])
  return file
}

/** A video of about `megabytes`, so that its upload takes a while: noise does not compress. */
export const heavyVideo = async (megabytes: number): Promise<string> => {
  const file = path.join(await folder, `heavy-${megabytes}.mkv`)
  const seconds = Math.ceil((megabytes * 1024 ** 2) / (640 * 360 * 1.5 * 10))
  const picture = `nullsrc=s=640x360:r=10:d=${seconds},geq=random(1)*255:128:128,format=yuv420p`
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', picture, '-c:v', 'rawvideo', '-y', file])
  return file
}

/** Named like a video, holding nothing a player could show. */
export const brokenVideo = async (): Promise<string> => {
  const file = path.join(await folder, 'broken.mp4')
  await writeFile(file, randomBytes(300_000))
  return file
}

export const hashOf = async (file: string): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}

type Probed = {
  readonly codecs: readonly string[]
  readonly widthPx: number
  readonly heightPx: number
  readonly durationS: number
}

export const probe = (file: string): Probed => {
  const text = execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', file], {
    encoding: 'utf8',
  })
  const { streams, format } = JSON.parse(text) as {
    streams: { codec_name: string; width?: number; height?: number }[]
    format: { duration: string }
  }
  const video = streams.find(({ width }) => width !== undefined)
  return {
    codecs: streams.map(({ codec_name }) => codec_name).sort(),
    widthPx: video?.width ?? 0,
    heightPx: video?.height ?? 0,
    durationS: Number(format.duration),
  }
}
