import type { VideoStream } from '../types'
import { lineParts } from './find-bounds'
import { type FrameLayout, smallLayout } from './frame-layout'

/** Longer and shorter side of the analysis proxy: a face of 5 % of the height is still 18 pixels, and decoding costs little. */
const proxyLongPx = 640
const proxyShortPx = 360
const proxyFramesPerSecond = 5
/** Lines that still make up a line of the small picture after the others were left out: 100 source pixels for each of its own. */
const leastLines = 4

export type ScanPlan = {
  /** The picture in which shots and motion are looked for, every frame. */
  readonly small: FrameLayout
  /** How often every second line is left out before the small picture is made. */
  readonly halvings: number
  /** The proxy holds every `everyFrames`-th frame of the source's grid, from the first. */
  readonly everyFrames: number
  readonly proxyWidthPx: number
  readonly proxyHeightPx: number
}

export const planScan = (video: VideoStream): ScanPlan => {
  const { widthPx, heightPx, fps } = video
  const scale = Math.min(1, proxyLongPx / Math.max(widthPx, heightPx), proxyShortPx / Math.min(widthPx, heightPx))
  const even = (value: number) => Math.max(2, Math.round(value / 2) * 2)
  const small = smallLayout(video)
  return {
    small,
    halvings: Math.max(0, Math.floor(Math.log2(heightPx / small.heightPx / leastLines))),
    everyFrames: Math.max(1, Math.round(fps.num / fps.den / proxyFramesPerSecond)),
    proxyWidthPx: even(widthPx * scale),
    proxyHeightPx: even(heightPx * scale),
  }
}

/**
 * Before `-i`: the loop filter is left out. It is a fifth of the work of decoding H.264 and HEVC and smooths edges that are
 * smaller than a pixel of either picture made here (docs/shots.md has the figures).
 */
export const scanInputArgs = ['-skip_loop_filter', 'all']

/**
 * After the input: one decode feeds all outputs. `fps` puts the frames on the source's constant grid from time 0, so that frame
 * n is at exactly n / fps whatever the file's own timestamps. 'field' leaves out lines without copying any; 'area' then averages
 * every pixel of those that are left.
 */
export const scanArgs = (
  video: VideoStream,
  plan: ScanPlan,
  files: { readonly proxy: string; readonly rows: string; readonly columns: string },
  durationMs: number,
): string[] => {
  const { small, halvings, everyFrames, proxyWidthPx, proxyHeightPx } = plan
  const graph = [
    `[0:${video.index}]fps=${video.fps.num}/${video.fps.den}:start_time=0,split[every][some]`,
    `[every]${'field,'.repeat(halvings)}scale=${small.widthPx}:${small.heightPx}:flags=area:out_range=full,format=yuv420p[small]`,
    `[some]select='not(mod(n\\,${everyFrames}))',scale=${proxyWidthPx}:${proxyHeightPx}:flags=area,setsar=1,format=yuv420p,split=3[proxy][upright][across]`,
    `[upright]${lineSampling(durationMs)},scale=${lineParts}:${proxyHeightPx}:flags=area,format=yuv420p,extractplanes=y[rows]`,
    `[across]${lineSampling(durationMs)},scale=${proxyWidthPx}:${lineParts}:flags=area,format=yuv420p,extractplanes=y[columns]`,
  ]
  return [
    ...['-an', '-sn', '-dn', '-filter_complex', graph.join(';')],
    ...['-map', '[small]', '-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'],
    ...['-map', '[proxy]', '-fps_mode', 'passthrough', ...proxyCodec, '-f', 'mp4', files.proxy],
    ...['-map', '[rows]', '-fps_mode', 'passthrough', '-f', 'rawvideo', files.rows],
    ...['-map', '[columns]', '-fps_mode', 'passthrough', '-f', 'rawvideo', files.columns],
  ]
}

/** Frames in which bars are looked for: enough for a short shot of something else to show, 12 MB for any length. */
const mostLineFrames = 1500

const lineSampling = (durationMs: number): string =>
  `select='not(mod(n\\,${Math.ceil(((durationMs / 1000) * proxyFramesPerSecond + 1) / mostLineFrames)}))'`

const proxyCodec = [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-tune',
  'fastdecode',
  '-crf',
  '26',
  '-g',
  '1',
  '-threads',
  '1',
]
