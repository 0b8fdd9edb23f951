import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { outputSize } from '@/server/media/aspect'
import { planEdit } from '@/server/media/edl'
import { createRenderPlan, type RenderPlan } from '@/server/media/ffmpeg/render-plan'
import { emptyReport } from '@/server/media/framing/empty-report'
import { frameToMs } from '@/server/media/time'
import type { CameraKeyframe, EditList, FramingPlan, MsRange, Rational, SourceInfo } from '@/server/media/types'

const execute = promisify(execFile)
const maxBuffer = 512 * 1024 * 1024

/**
 * ffmpeg input for a picture that machines can read: rows 0-39 tell the column (mod 200), 40-79 its hundreds, 80-129 the frame's
 * number (mod 200), 130-179 its two hundreds. `readMarks` reads it back from any crop of full height.
 */
export const markedPicture = ({ rate, seconds, size = '320x180' }: MarkOptions): string[] => {
  const column = 'lt(Y,40)*(16+mod(X,200))+between(Y,40,79)*(40+floor(X/200)*80)'
  const frame = 'between(Y,80,129)*(16+mod(N,200))+gte(Y,130)*(16+floor(N/200)*20)'
  const graph = `nullsrc=s=${size}:r=${rate}:d=${seconds},format=yuv420p,geq=lum='${column}+${frame}':cb=128:cr=128`
  return ['-f', 'lavfi', '-i', graph]
}
type MarkOptions = { readonly rate: string; readonly seconds: number; readonly size?: string }

/** Encoder options that lose nothing and say what the pixels mean. */
export const lossless: readonly string[] = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-pix_fmt', 'yuv420p'],
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
]

export type Mark = { readonly frame: number; readonly xPx: number }

/** The mark at a picture's left edge; `luma` holds one grey picture. */
export const readMark = (luma: Uint8Array, widthPx: number): Mark => {
  const at = (row: number) => luma[row * widthPx] ?? 0
  return {
    frame: at(100) - 16 + 200 * Math.round((at(150) - 16) / 20),
    xPx: at(20) - 16 + 200 * Math.round((at(60) - 40) / 80),
  }
}

/** Every picture of a file, grey, as it is stored. */
export const readGreyFrames = async (file: string, widthPx: number, heightPx: number): Promise<Uint8Array[]> => {
  const args = ['-v', 'error', '-i', `file:${file}`, '-map', '0:v:0', '-fps_mode', 'passthrough']
  const { stdout } = await execute('ffmpeg', [...args, '-vf', 'extractplanes=y', '-f', 'rawvideo', '-'], {
    encoding: 'buffer',
    maxBuffer,
  })
  const size = widthPx * heightPx
  return Array.from({ length: Math.floor(stdout.length / size) }, (_, index) =>
    stdout.subarray(index * size, (index + 1) * size),
  )
}

/** A file's sound as one channel of floats at 48 kHz, with the file's own start time respected. */
export const readSound = async (file: string): Promise<Float32Array> => {
  const args = ['-v', 'error', '-i', `file:${file}`, '-map', '0:a:0', '-ac', '1', '-ar', '48000', '-f', 'f32le', '-']
  const { stdout } = await execute('ffmpeg', args, { encoding: 'buffer', maxBuffer })
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length))
}

export const framingOf = (camera: readonly CameraKeyframe[]): FramingPlan => ({
  version: 1,
  aspect: '9:16',
  mode: 'mixed',
  keyframes: [],
  camera,
  report: emptyReport,
})

/** The whole frame all the time. */
const fitFraming = framingOf([{ tMs: 0, x: 0, y: 0, w: 1, h: 1 }])

export const framesEdit = (frames: readonly (readonly [from: number, to: number])[], fps: Rational): EditList => ({
  ranges: frames.map(([from, to]) => ({ startMs: frameToMs(from, fps), endMs: frameToMs(to, fps) })),
  removed: [],
})

/** A plan for a plain stretch of a source, at a fifth of the usual size so that tests are quick. */
export const quickPlan = (source: SourceInfo, range: MsRange, changes: Partial<RenderPlan> = {}): RenderPlan => {
  const edit = planEdit({
    range,
    words: [],
    features: null,
    fps: source.video?.fps ?? { num: 30, den: 1 },
    durationMs: source.durationMs,
    removeSilence: false,
    removeFillers: false,
    language: 'en',
  })
  const plan = createRenderPlan({ source, aspect: '9:16', edit, framing: fitFraming, captions: null, title: 'A clip' })
  const { widthPx, heightPx } = outputSize['9:16']
  return { ...plan, size: { widthPx: widthPx / 5, heightPx: heightPx / 5 }, ...changes }
}
