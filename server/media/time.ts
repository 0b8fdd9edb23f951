import type { MsRange, Rational } from './types'

/**
 * The only place where frames and milliseconds meet. A frame's time is the floor of its exact timestamp, and the frame of
 * a time is the first one whose time is not earlier, so `msToFrame(frameToMs(n)) === n` for every rate below 1000 fps.
 */
export const frameToMs = (frame: number, fps: Rational): number => Math.floor((frame * 1000 * fps.den) / fps.num)

export const msToFrame = (ms: number, fps: Rational): number => {
  const guess = Math.floor((ms * fps.num) / (1000 * fps.den))
  return frameToMs(guess, fps) >= ms ? guess : guess + 1
}

/** Exact timestamp of a frame in seconds, for ffmpeg's arguments. */
export const frameToSeconds = (frame: number, fps: Rational): number => (frame * fps.den) / fps.num

export const snapToFrame = (ms: number, fps: Rational): number => frameToMs(msToFrame(ms, fps), fps)

export const fpsValue = (fps: Rational): number => fps.num / fps.den

export const durationMs = (range: MsRange): number => range.endMs - range.startMs

export const overlapMs = (a: MsRange, b: MsRange): number =>
  Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs))

export const totalMs = (ranges: readonly MsRange[]): number => ranges.reduce((sum, range) => sum + durationMs(range), 0)
