import type { MotionSample, MsRange } from '../types'

/** Standard deviation of the smoothing: shorter than a camera move, longer than one step of a walker. */
const sigmaMs = 350

/**
 * Steady centres: each is the mean of its neighbours in the same shot, weighted by how much moved there and how near in time it
 * is. Looks both ways, so it never lags. Where nothing moves the centre holds the nearest known one of the shot.
 */
export const smoothMotion = (samples: readonly MotionSample[], shots: readonly MsRange[]): MotionSample[] => {
  const smooth: MotionSample[] = []
  let from = 0
  for (const shot of shots) {
    while (from < samples.length && (samples[from]?.tMs ?? 0) < shot.startMs) from += 1
    let to = from
    while (to < samples.length && (samples[to]?.tMs ?? 0) < shot.endMs) to += 1
    smooth.push(...smoothShot(samples.slice(from, to)))
    from = to
  }
  return smooth
}

const smoothShot = (samples: readonly MotionSample[]): MotionSample[] => {
  const moved = samples.filter((sample) => sample.amount > 0)
  let first = 0
  return samples.map((sample) => {
    while (first < moved.length && (moved[first]?.tMs ?? 0) < sample.tMs - 3 * sigmaMs) first += 1
    let [weight, x, y, spread] = [0, 0, 0, 0]
    for (let i = first; i < moved.length; i += 1) {
      const other = moved[i]
      if (other === undefined || other.tMs > sample.tMs + 3 * sigmaMs) break
      const share = other.amount * Math.exp(-0.5 * ((other.tMs - sample.tMs) / sigmaMs) ** 2)
      weight += share
      x += share * other.x
      y += share * other.y
      spread += share * other.spread
    }
    if (weight > 0) return { ...sample, x: x / weight, y: y / weight, spread: spread / weight }
    const nearest = nearestInTime(moved, sample.tMs)
    return nearest ? { ...sample, x: nearest.x, y: nearest.y } : sample
  })
}

const nearestInTime = (samples: readonly MotionSample[], tMs: number): MotionSample | undefined => {
  let best: MotionSample | undefined
  for (const sample of samples) {
    if (best === undefined || Math.abs(sample.tMs - tMs) < Math.abs(best.tMs - tMs)) best = sample
  }
  return best
}
