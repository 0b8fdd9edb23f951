import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** A stretch of footage without cuts inside, to be joined to others. */
export type Stretch = { readonly path: string; readonly startS: number; readonly endS: number }

export type TrueBoundary = {
  readonly frame: number
  readonly kind: 'cut' | 'dissolve' | 'fade'
  readonly length: number
}

export type GeneratedEdit = {
  readonly path: string
  readonly fps: number
  readonly widthPx: number
  readonly heightPx: number
  readonly frames: number
  readonly boundaries: readonly TrueBoundary[]
}

export type EditSpec = {
  readonly seed: number
  readonly fps: number
  readonly widthPx: number
  readonly heightPx: number
  readonly outPath: string
  readonly stretches: readonly Stretch[]
  readonly shots: number
}

type Frames = { readonly bytes: Buffer; readonly count: number }

/** Deterministic numbers in [0, 1): Tommy Ettinger's mulberry32. */
export const seededRandom = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Joins stretches of different clips by cuts, dissolves and fades at points known to the frame, and puts flashes, whip pans,
 * hand shake and low-light noise INSIDE shots, where no boundary is.
 */
export const generateEdit = async (spec: EditSpec): Promise<GeneratedEdit> => {
  const random = seededRandom(spec.seed)
  const between = (low: number, high: number) => low + (high - low) * random()
  const frameBytes = (spec.widthPx * spec.heightPx * 3) / 2
  const encoder = spawn(
    'nice',
    [
      ...['-n', '19', 'ffmpeg', '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'yuv420p'],
      ...['-s', `${spec.widthPx}x${spec.heightPx}`, '-r', String(spec.fps), '-i', 'pipe:0'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String([20, 26, 32][spec.seed % 3]), spec.outPath],
    ],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  )
  const write = async (bytes: Buffer) => {
    if (!encoder.stdin.write(bytes)) await once(encoder.stdin, 'drain')
  }
  const boundaries: TrueBoundary[] = []
  let written = 0
  let lastPath = ''
  let tail: Frames | null = null
  for (let shot = 0; shot < spec.shots; shot += 1) {
    const others = spec.stretches.filter((stretch) => stretch.path !== lastPath)
    const stretch = others[Math.floor(random() * others.length)]
    if (stretch === undefined) throw new Error('A generated edit needs two clips or more.')
    lastPath = stretch.path
    const seconds = Math.min(between(1.6, 3.6), stretch.endS - stretch.startS - 0.1)
    const startS = between(stretch.startS, stretch.endS - seconds)
    const frames = readStretch(spec, stretch.path, startS, seconds, random)
    const roll = random()
    const kind = tail === null || roll < 0.55 ? 'cut' : roll < 0.8 ? 'dissolve' : 'fade'
    if (tail === null || kind === 'cut') {
      if (tail !== null) await write(tail.bytes)
      written += tail?.count ?? 0
      if (tail !== null) boundaries.push({ frame: written, kind: 'cut', length: 0 })
      tail = frames
      continue
    }
    const length = Math.max(
      6,
      Math.floor(Math.min(between(0.35, 1.4) * spec.fps, tail.count * 0.5, frames.count * 0.45)),
    )
    await write(tail.bytes.subarray(0, (tail.count - length) * frameBytes))
    written += tail.count - length
    boundaries.push({ frame: written + length / 2, kind, length })
    const through = random() < 0.65 ? 16 : 235
    const out = tail.bytes.subarray((tail.count - length) * frameBytes)
    await write(join(out, frames.bytes, length, frameBytes, spec, kind === 'fade' ? through : null))
    written += length
    tail = { bytes: frames.bytes.subarray(length * frameBytes), count: frames.count - length }
  }
  if (tail !== null) await write(tail.bytes)
  written += tail?.count ?? 0
  encoder.stdin.end()
  await once(encoder, 'close')
  return {
    path: spec.outPath,
    fps: spec.fps,
    widthPx: spec.widthPx,
    heightPx: spec.heightPx,
    frames: written,
    boundaries,
  }
}

const readStretch = (spec: EditSpec, path: string, startS: number, seconds: number, random: () => number): Frames => {
  const { widthPx: w, heightPx: h } = spec
  const even = (value: number) => Math.floor(value / 2) * 2
  const roll = random()
  const whip = `,scale=${even(w * 1.6)}:${even(h * 1.6)},crop=${w}:${h}:x='(iw-${w})*(0.5-0.5*cos(n/${(3 + 6 * random()).toFixed(2)}))':y='(ih-${h})*(0.5+0.5*sin(n/${(5 + 9 * random()).toFixed(2)}))'`
  const shake = `,scale=${even(w * 1.1)}:${even(h * 1.1)},crop=${w}:${h}:x='(iw-${w})*(0.5+0.5*sin(n*1.3)*sin(n*0.37))':y='(ih-${h})*(0.5+0.5*sin(n*0.9+1))'`
  const flashAt = Math.floor((seconds * spec.fps) / 2)
  const flash = `,eq=brightness='if(between(n,${flashAt},${flashAt + Math.floor(random() * 3)}),0.6,0)':eval=frame`
  const noise = `,eq=brightness=-0.18:contrast=0.6,noise=alls=22:allf=t`
  const effect = roll < 0.12 ? flash : roll < 0.24 ? whip : roll < 0.34 ? noise : roll < 0.44 ? shake : ''
  const fit = `scale=${w}:${h}:force_original_aspect_ratio=increase,crop=${w}:${h},setsar=1`
  const { stdout, status } = spawnSync(
    'nice',
    [
      ...['-n', '19', 'ffmpeg', '-v', 'error', '-ss', startS.toFixed(3), '-t', seconds.toFixed(3), '-i', path],
      ...['-vf', `fps=${spec.fps},${fit}${effect},format=yuv420p`, '-f', 'rawvideo', '-'],
    ],
    { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (status !== 0) throw new Error(`ffmpeg could not read ${path}`)
  const frameBytes = (w * h * 3) / 2
  return { bytes: stdout, count: Math.floor(stdout.length / frameBytes) }
}

/** `length` frames that mix linearly from one shot to the next, or go through a level (16 black, 235 white) and back. */
const join = (
  out: Buffer,
  into: Buffer,
  length: number,
  frameBytes: number,
  spec: EditSpec,
  through: number | null,
): Buffer => {
  const lumaBytes = spec.widthPx * spec.heightPx
  const mixed = Buffer.alloc(length * frameBytes)
  for (let frame = 0; frame < length; frame += 1) {
    const share = (frame + 0.5) / length
    const isSecondHalf = share >= 0.5
    const level = Math.abs(share - 0.5) * 2
    for (let i = 0; i < frameBytes; i += 1) {
      const at = frame * frameBytes + i
      const a = out[at] ?? 0
      const b = into[at] ?? 0
      const blank = i < lumaBytes ? (through ?? 0) : 128
      mixed[at] = through === null ? a + (b - a) * share : blank + ((isSecondHalf ? b : a) - blank) * level
    }
  }
  return mixed
}
