import type { MediaInput, VideoStream } from '../types'
import { guardedInput } from './guarded-input'
import { seekTo } from './source-windows'
import { toneMapping } from './video-graph'

/** Wide enough for a card at twice the density, and small enough for a list of fifty. */
const thumbnailPx = 640
const samplePx = 270

export type Thumbnail = {
  readonly args: readonly string[]
  /** Of the grey picture on stdout. */
  readonly sample: { readonly widthPx: number; readonly heightPx: number }
}

/** The frame at `atMs` twice: as the JPEG `name` in the job's folder, and small and grey on stdout to be judged by. */
export const thumbnailArgs = (input: MediaInput, video: VideoStream, atMs: number, name: string): Thumbnail => {
  const sample = sizeWithin(video, samplePx)
  const picture = sizeWithin(video, thumbnailPx)
  const seek = seekTo(atMs / 1000, input.demuxer)
  const output = ['-map', `0:${video.index}`, '-frames:v', '1']
  const wait = seek.leadSeconds > 0 ? [`trim=start=${seek.leadSeconds.toFixed(6)}`] : []
  const colour = video.isHdr ? toneMapping(video) : []
  const scale = ({ widthPx, heightPx }: typeof sample) => [`scale=${widthPx}:${heightPx}`, 'setsar=1']
  return {
    sample,
    args: [
      ...guardedInput(input, ['-an', '-sn', '-dn', ...seek.args]),
      ...output,
      '-vf',
      // JPEG is BT.601 and full range by definition.
      [...wait, ...scale(picture), ...colour, 'scale=out_color_matrix=smpte170m:out_range=pc', 'format=yuvj420p'].join(
        ',',
      ),
      ...['-q:v', '4', '-f', 'image2', '-update', '1', name],
      ...output,
      '-vf',
      [...wait, ...scale(sample), ...colour, 'format=gray'].join(','),
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
  }
}

const sizeWithin = ({ widthPx, heightPx }: VideoStream, longestPx: number) => {
  const share = Math.min(1, longestPx / Math.max(widthPx, heightPx))
  const even = (px: number) => Math.max(2, Math.round((px * share) / 2) * 2)
  return { widthPx: even(widthPx), heightPx: even(heightPx) }
}
