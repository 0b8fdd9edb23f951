import type { FrameLayout } from './frame-layout'
import type { PictureRing } from './picture'

/** Levels of mean change below which the ends of a window are the same picture. */
const leastChange = 5
/** Every third pixel: 1800 of them say the same. */
const sampleStep = 3

/** `residual`: share of the change that a linear mix leaves unexplained; `share`: of the later picture, at the centre. */
export type Mix = { readonly residual: number; readonly share: number }

/**
 * Is the stretch around `centre` one picture turning linearly into another? The frames at the ends are A and B; the frames
 * between are fitted as A + share * (B - A). In a dissolve (or a fade) little is left over; something that moves leaves about a
 * quarter, because each pixel jumps from A to B at its own time instead of sliding; a cut inside gives shares of 0 or 1 only.
 */
export const measureMix = (ring: PictureRing, centre: number, half: number, layout: FrameLayout): Mix | null => {
  const from = ring.at(centre - half)?.pixels
  const to = ring.at(centre + half)?.pixels
  const middle = ring.at(centre)?.pixels
  const early = ring.at(centre - (half >> 1))?.pixels
  const late = ring.at(centre + (half >> 1))?.pixels
  if (!from || !to || !middle || !early || !late) return null
  let change = 0
  let energy = 0
  let [middleDot, middleEnergy] = [0, 0]
  let [earlyDot, earlyEnergy] = [0, 0]
  let [lateDot, lateEnergy] = [0, 0]
  for (let i = 0; i < layout.lumaBytes; i += sampleStep) {
    const a = from[i] ?? 0
    const d = (to[i] ?? 0) - a
    const m = (middle[i] ?? 0) - a
    const e = (early[i] ?? 0) - a
    const l = (late[i] ?? 0) - a
    change += d < 0 ? -d : d
    energy += d * d
    middleDot += m * d
    middleEnergy += m * m
    earlyDot += e * d
    earlyEnergy += e * e
    lateDot += l * d
    lateEnergy += l * l
  }
  change *= sampleStep / layout.lumaBytes
  if (change < leastChange) return null
  const middleShare = middleDot / energy
  const earlyShare = earlyDot / energy
  const lateShare = lateDot / energy
  if (middleShare < 0.2 || middleShare > 0.8) return null
  const isGradual = middleShare - earlyShare > 0.05 && lateShare - middleShare > 0.05
  if (!isGradual) return null
  const left = (dot: number, squares: number) => (squares - (dot * dot) / energy) / energy
  const residual = Math.max(left(middleDot, middleEnergy), left(earlyDot, earlyEnergy), left(lateDot, lateEnergy))
  return { residual: Math.min(1, residual), share: middleShare }
}
