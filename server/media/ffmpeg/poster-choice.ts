import { outputToSourceMs } from '../edl'
import type { RenderPlan } from './render-plan'

/** A decoded grey picture: a key frame of the finished clip, made small. */
export type PosterSample = { readonly tMs: number; readonly luma: Uint8Array; readonly widthPx: number }

/** A viewer takes a dark poster for a broken one. */
const darkLuma = 40
/** Sharpness of a title slide dwarfs a face's: past this, more detail is not a better poster. */
const fullSharpness = 400

/**
 * Position of the best poster. Sharp, not dark, with some contrast; the camera sure of its subject (framing had a face there);
 * earlier rather than later, so that the poster shows what the clip opens on.
 */
export const choosePoster = (plan: RenderPlan, samples: readonly PosterSample[]): number => {
  const durationMs = samples.at(-1)?.tMs ?? 0
  let best = 0
  let bestScore = Number.NEGATIVE_INFINITY
  for (const [index, sample] of samples.entries()) {
    const score =
      scorePicture(sample) +
      0.5 * subjectConfidence(plan, sample.tMs) -
      0.3 * (durationMs === 0 ? 0 : sample.tMs / durationMs)
    if (score > bestScore) {
      bestScore = score
      best = index
    }
  }
  return best
}

/** Up to 2: sharp and with some contrast; a dark picture is below 0. */
export const scorePicture = (picture: Pick<PosterSample, 'luma' | 'widthPx'>): number => {
  const { mean, deviation, sharpness } = describePicture(picture)
  return Math.min(1, sharpness / fullSharpness) + Math.min(1, deviation / 50) - (mean < darkLuma ? 2 : 0)
}

const subjectConfidence = (plan: RenderPlan, outMs: number): number => {
  const sourceMs = outputToSourceMs(plan.edit, outMs)
  const keyframe = plan.framing?.keyframes.findLast(({ tMs }) => tMs <= sourceMs)
  return keyframe?.mode === 'focus' ? keyframe.confidence : 0
}

/** Sharpness is the variance of the Laplacian, the usual measure of focus. */
export const describePicture = ({ luma, widthPx }: Pick<PosterSample, 'luma' | 'widthPx'>) => {
  const heightPx = Math.floor(luma.length / widthPx)
  let sum = 0
  let squares = 0
  for (const value of luma) {
    sum += value
    squares += value * value
  }
  const mean = sum / Math.max(1, luma.length)
  let edges = 0
  let edgeSquares = 0
  let count = 0
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const at = y * widthPx + x
      const value =
        4 * (luma[at] ?? 0) -
        (luma[at - 1] ?? 0) -
        (luma[at + 1] ?? 0) -
        (luma[at - widthPx] ?? 0) -
        (luma[at + widthPx] ?? 0)
      edges += value
      edgeSquares += value * value
      count++
    }
  }
  const edgeMean = edges / Math.max(1, count)
  return {
    mean,
    deviation: Math.sqrt(Math.max(0, squares / Math.max(1, luma.length) - mean * mean)),
    sharpness: edgeSquares / Math.max(1, count) - edgeMean * edgeMean,
  }
}
