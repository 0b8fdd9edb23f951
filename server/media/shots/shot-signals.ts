import { createColumn } from './column'
import { createFrameDistance, type FrameDistance } from './frame-distance'
import type { FrameLayout } from './frame-layout'
import { type Mix, measureMix } from './mix'
import { createPictureRing } from './picture'

/**
 * What boundaries are told by, a few numbers per frame. `mix` and `across` have an entry every `mixStride` frames: entry k
 * looks at frame k * mixStride.
 */
export type ShotSignals = {
  readonly frames: number
  /** Change from the frame before. Where it stands out: what is left of it a few frames on, which after a flash is nothing. */
  readonly lasting: Float32Array
  readonly mean: Float32Array
  readonly contrast: Float32Array
  readonly mixStride: number
  readonly mix: readonly MixColumns[]
  /** Around a flat frame only: how different in texture the pictures 0.6 s either side of it are. 0 elsewhere. */
  readonly across: Float32Array
}

/** Is the window of `half` frames either side a linear mix of the pictures at its ends? One of these per length of window. */
export type MixColumns = {
  readonly half: number
  /** How different the ends are, 0-1: as a whole, and in texture alone. */
  readonly change: Float32Array
  readonly structure: Float32Array
  /** Share of that change which the mix does not explain, 0-1. */
  readonly residual: Float32Array
  /** How much of the later picture is in the middle frame, 0-1. */
  readonly share: Float32Array
}

/** One number for how different two pictures are; weights in docs/shots.md. */
export const combined = (distance: FrameDistance): number =>
  0.5 * Math.min(1, distance.structure) + 0.25 * distance.colour + 0.25 * Math.min(1, 2 * distance.histogram)

/** Flashes are shorter than this. */
const flashS = 0.2
/** Lengths in which a dissolve is sought: of a longer one each part still fits, of a shorter one the whole. */
const windowsS = [0.3, 0.6, 1.2]
const mixSamplesPerSecond = 12.5
/** A change below this, or below this many times the mean of its neighbours, is no cut and needs no second look. */
const suspicion = 0.1
const peakRatio = 1.2
/** A window with more left over than this can't be a dissolve: its ends are not compared. */
const worthComparing = 0.25
const noMix: Mix = { residual: 1, share: 0 }
const noDistance: FrameDistance = { structure: 0, colour: 0, histogram: 0 }
/** Contrast of a frame that may be black or white. */
const flatContrast = 14

export const createShotSignals = (layout: FrameLayout, fps: number) => {
  const lag = Math.max(2, Math.round(flashS * fps))
  const windows = windowsS.map((seconds) => ({
    half: Math.max(3, Math.round((seconds / 2) * fps)),
    change: createColumn(),
    structure: createColumn(),
    residual: createColumn(),
    share: createColumn(),
  }))
  const longest = Math.max(...windows.map((window) => window.half))
  const mixStride = Math.max(1, Math.round(fps / mixSamplesPerSecond))
  const ring = createPictureRing(layout, 2 * longest + 2 * lag + 2)
  const distance = createFrameDistance(layout)
  const columns = {
    lasting: createColumn(),
    mean: createColumn(),
    contrast: createColumn(),
    across: createColumn(),
  }
  const changes = new Float32Array(2 * lag + 1)
  let settled = 0
  let mixed = 0
  const settle = (index: number) => {
    const own = changes[index % changes.length] ?? 0
    columns.lasting.push(own >= suspicion && own > peakRatio * usualAround(index) ? leastAround(index, own) : own)
  }
  const usualAround = (index: number): number => {
    let [sum, count] = [0, 0]
    for (let other = Math.max(1, index - lag); other <= Math.min(ring.count() - 1, index + lag); other += 1) {
      if (other === index) continue
      sum += changes[other % changes.length] ?? 0
      count += 1
    }
    return count === 0 ? 0 : sum / count
  }
  const leastAround = (index: number, own: number): number => {
    let least = own
    for (let k = 1; k <= lag && least >= suspicion; k += 1) {
      const [before, after] = [ring.at(index - 1), ring.at(index + k)]
      if (before && after) least = Math.min(least, combined(distance(before, after)))
      const [earlier, here] = [ring.at(index - 1 - k), ring.at(index)]
      if (earlier && here) least = Math.min(least, combined(distance(earlier, here)))
    }
    return least
  }
  const mixAt = (centre: number) => {
    for (const window of windows) {
      const { residual, share } = measureMix(ring, centre, window.half, layout) ?? noMix
      const [from, to] = [ring.at(centre - window.half), ring.at(centre + window.half)]
      const ends = residual < worthComparing && from !== null && to !== null ? distance(from, to) : noDistance
      window.change.push(combined(ends))
      window.structure.push(ends.structure)
      window.residual.push(residual)
      window.share.push(share)
    }
    const isFlat = (ring.at(centre)?.contrast ?? flatContrast) < flatContrast
    const [earlier, later] = [ring.at(centre - longest), ring.at(centre + longest)]
    columns.across.push(isFlat && earlier && later ? distance(earlier, later).structure : 0)
  }
  return {
    push(frame: Uint8Array): void {
      ring.push(frame)
      const index = ring.count() - 1
      const before = ring.at(index - 1)
      const now = ring.at(index)
      const step = before && now ? distance(before, now) : noDistance
      changes[index % changes.length] = combined(step)
      columns.mean.push(now?.mean ?? 0)
      columns.contrast.push(now?.contrast ?? 0)
      if (index - lag >= settled) {
        settle(settled)
        settled += 1
      }
      while (mixed * mixStride <= index - longest) {
        mixAt(mixed * mixStride)
        mixed += 1
      }
    },
    finish(): ShotSignals {
      for (; settled < ring.count(); settled += 1) settle(settled)
      for (; mixed * mixStride < ring.count(); mixed += 1) mixAt(mixed * mixStride)
      return {
        frames: ring.count(),
        lasting: columns.lasting.finish(),
        mean: columns.mean.finish(),
        contrast: columns.contrast.finish(),
        mixStride,
        mix: windows.map(({ half, change, structure, residual, share }) => ({
          half,
          change: change.finish(),
          structure: structure.finish(),
          residual: residual.finish(),
          share: share.finish(),
        })),
        across: columns.across.finish(),
      }
    },
  }
}
