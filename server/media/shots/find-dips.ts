import type { Boundary } from './boundary'
import type { ShotSignals } from './shot-signals'

/** Full-range luma. A black picture may carry a caption or a logo: 5 % of it in white text still averages below. */
const blackMean = 14
const whiteMean = 238
const flatContrast = 14
/** A ramp is at least three frames long and no single step makes most of it. */
const leastRampFrames = 3
const steepestStep = 0.6
const longestRampS = 2.5
/** Pictures either side of a white dip that differ less are the same picture: a flash, or exposure. */
const differentPicture = 0.25

type Ramp = { readonly frames: number; readonly isGradual: boolean }

/** A stretch in which the picture slides into black or white, or out of it. */
export type Dip = Boundary & { readonly joinsDifferentPictures: boolean }

/**
 * Fades: a run of black or white frames that the picture slides into or out of. The boundary is the middle of the run. A run
 * whose both edges are sudden is left to the cuts, and so is a black beginning or end of the file: nothing lies beyond it.
 * Black parts shots whatever is on its other side; white does only between different pictures, else it is a flash or exposure.
 */
export const findDips = (signals: ShotSignals, fps: number): Dip[] => {
  const dips: Dip[] = []
  for (const run of blankRuns(signals)) {
    if (run.from === 0 || run.to === signals.frames) continue
    const before = ramp(signals.mean, run.from, -1, fps)
    const after = ramp(signals.mean, run.to - 1, 1, fps)
    if (!before.isGradual && !after.isGradual) continue
    dips.push({
      frame: Math.floor((run.from + run.to) / 2),
      kind: 'fade',
      strength: 1,
      from: before.isGradual ? run.from - before.frames : run.from + 1,
      to: after.isGradual ? run.to + after.frames : run.to,
      joinsDifferentPictures: !run.isWhite || isDifferentAcross(signals, run),
    })
  }
  return dips
}

type BlankRun = { readonly from: number; readonly to: number; readonly isWhite: boolean }

const blankRuns = ({ mean, contrast, frames }: ShotSignals): BlankRun[] => {
  const runs: BlankRun[] = []
  let from = -1
  let kind = 0
  for (let frame = 0; frame <= frames; frame += 1) {
    const level = mean[frame] ?? 128
    const isFlat = frame < frames && (contrast[frame] ?? 0) < flatContrast
    const now = isFlat && level < blackMean ? -1 : isFlat && level > whiteMean ? 1 : 0
    if (now === kind) continue
    if (kind !== 0) runs.push({ from, to: frame, isWhite: kind > 0 })
    from = frame
    kind = now
  }
  return runs
}

/** How the brightness leaves the blank run: frames until it stops changing, and whether it slides there. */
const ramp = (mean: Float32Array, edge: number, direction: 1 | -1, fps: number): Ramp => {
  const blank = mean[edge] ?? 0
  const limit = Math.round(longestRampS * fps)
  const sign = Math.sign((mean[edge + direction] ?? blank) - blank)
  let steepest = 0
  let frames = 0
  let level = blank
  while (frames < limit) {
    const next = mean[edge + direction * (frames + 1)]
    if (next === undefined) break
    const step = (next - level) * sign
    if (step < 0.3) break
    steepest = Math.max(steepest, step)
    level = next
    frames += 1
  }
  const total = Math.abs(level - blank)
  return { frames, isGradual: frames >= leastRampFrames && total > blackMean && steepest < steepestStep * total }
}

const isDifferentAcross = ({ mixStride, across }: ShotSignals, run: BlankRun): boolean =>
  (across[Math.round((run.from + run.to) / 2 / mixStride)] ?? 0) > differentPicture
