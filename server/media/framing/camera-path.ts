/**
 * One axis of the camera, planned over a whole segment at once. Lengths are in any one unit (pixels, shares), as long as
 * all of them are in the same one.
 */
export type CameraPathInput = {
  /** Where the subject's centre is in each frame; null where it was not seen. */
  readonly observedX: readonly (number | null)[]
  readonly fps: number
  /** Length of the source frame along this axis, and of the crop. */
  readonly widthPx: number
  readonly cropWidthPx: number
  /** How far the subject may be off centre in each frame before it counts as badly framed; default 6 % of `widthPx`. */
  readonly tolerancePx?: readonly number[]
  readonly tuning?: Partial<CameraTuning>
}

export type CameraTuning = {
  /** Shares of the frame's width per second. */
  readonly maxSpeed: number
  /** Shares of the frame's width per second squared. */
  readonly maxAcceleration: number
  /** Dead zone either side, share of the frame's width. */
  readonly deadZone: number
  /** Costs, in seconds of a subject that is one crop width beyond the dead zone. */
  readonly startCost: number
  /** Of turning round without a stop, which the eye takes for a move of its own. */
  readonly turnCost: number
  readonly travelCost: number
  readonly accelerationCost: number
  /** Beyond this error (crop widths past the dead zone) an observation costs no more: a teleport is not worth a move. */
  readonly errorCap: number
  readonly offCentreCost: number
  /** How far the framing leans from the subject towards the middle of the picture, share of the frame's width. */
  readonly lean: number
}

/**
 * For a subject that is only a guess (motion, a lone detection): leans 3.5 % to the middle, as people do who frame by hand,
 * and goes fast, because such a subject is often another one after a cut nobody told of. Values: docs/framing.md.
 */
export const guessTuning: CameraTuning = {
  maxSpeed: 0.6,
  maxAcceleration: 1,
  deadZone: 0.04,
  startCost: 0.02,
  turnCost: 0,
  travelCost: 0.03,
  accelerationCost: 0.005,
  errorCap: 1,
  offCentreCost: 0.1,
  lean: 0.035,
}

const stepSeconds = 0.2
/** Speeds that the search tells apart on either side of standing still. */
const speedLevels = 6

/** The crop's left edge in each frame. */
export const planCameraPath = (input: CameraPathInput): number[] => {
  const frames = input.observedX.length
  const tuning = { ...guessTuning, ...input.tuning }
  const crop = Math.min(input.cropWidthPx, input.widthPx)
  const low = crop / 2
  const high = Math.max(low, input.widthPx - crop / 2)
  if (frames === 0) return []
  const middleX = input.widthPx / 2
  const lean = tuning.lean * input.widthPx
  const targets = input.observedX.map((x) => {
    if (x === null) return null
    const off = x - middleX
    const leaned = middleX + Math.sign(off) * Math.max(0, Math.abs(off) - lean)
    return Math.min(high, Math.max(low, leaned))
  })
  const stepFrames = Math.max(1, Math.round(stepSeconds * input.fps))
  const dt = stepFrames / input.fps
  const bin = (tuning.maxSpeed * input.widthPx * dt) / speedLevels
  const seen = targets.filter((x): x is number => x !== null)
  const anchor = seen.length === 0 ? input.widthPx / 2 : medianOf(seen)
  const below = Math.floor((anchor - low) / bin + 1e-9)
  const bins = below + 1 + Math.floor((high - anchor) / bin + 1e-9)
  const first = anchor - below * bin
  const knots = Math.floor((frames - 1) / stepFrames) + 2

  const cost = new Float64Array(knots * bins)
  for (let frame = 0; frame < frames; frame += 1) {
    const knot = Math.min(knots - 1, Math.round(frame / stepFrames))
    const target = targets[frame]
    if (target === null || target === undefined) continue
    const tolerance = input.tolerancePx?.[frame] ?? tuning.deadZone * input.widthPx
    for (let i = 0; i < bins; i += 1) {
      const position = first + i * bin
      const error = Math.abs(position - target)
      const excess = Math.min(tuning.errorCap, Math.max(0, error - tolerance) / crop)
      const soft = tuning.offCentreCost * Math.min(error / crop, tuning.errorCap)
      cost[knot * bins + i] = (cost[knot * bins + i] ?? 0) + (excess + soft) / input.fps
    }
  }

  // Where nothing is to choose between, the camera begins at the subject's usual place.
  for (let i = 0; i < bins; i += 1) cost[i] = (cost[i] ?? 0) + 1e-6 * Math.abs(i - below)
  const path = cheapestPath({
    cost,
    knots,
    bins,
    maxDelta: Math.max(1, Math.floor((tuning.maxAcceleration * dt * speedLevels) / tuning.maxSpeed + 1e-9)),
    start: tuning.startCost,
    turn: tuning.turnCost,
    travel: (tuning.travelCost * bin) / crop,
    acceleration: tuning.accelerationCost,
  })
  const left: number[] = []
  for (let frame = 0; frame < frames; frame += 1) left.push(first + bin * splineAt(path, frame / stepFrames) - crop / 2)
  return left
}

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}

type Search = {
  readonly cost: Float64Array
  readonly knots: number
  readonly bins: number
  readonly maxDelta: number
  readonly start: number
  readonly turn: number
  readonly travel: number
  readonly acceleration: number
}

const cheapestPath = ({ cost, knots, bins, maxDelta, start, turn, travel, acceleration }: Search): number[] => {
  const speeds = 2 * speedLevels + 1
  let value = new Float64Array(bins * speeds)
  let next = new Float64Array(bins * speeds)
  const from = new Int8Array(knots * bins * speeds)
  for (let i = 0; i < bins; i += 1) for (let s = 0; s < speeds; s += 1) value[i * speeds + s] = cost[i] ?? 0
  for (let knot = 1; knot < knots; knot += 1) {
    for (let i = 0; i < bins; i += 1) {
      const here = cost[knot * bins + i] ?? 0
      for (let s = 0; s < speeds; s += 1) {
        const speed = s - speedLevels
        const source = i - speed
        let best = Number.POSITIVE_INFINITY
        let bestSpeed = s
        if (source >= 0 && source < bins) {
          const lowest = Math.max(0, s - maxDelta)
          const highest = Math.min(speeds - 1, s + maxDelta)
          for (let p = lowest; p <= highest; p += 1) {
            const starting = p === speedLevels && s !== speedLevels ? start : 0
            const turning = (p - speedLevels) * speed < 0 ? turn : 0
            const total = (value[source * speeds + p] ?? 0) + starting + turning + acceleration * Math.abs(s - p)
            if (total < best) {
              best = total
              bestSpeed = p
            }
          }
        }
        next[i * speeds + s] = best + here + travel * Math.abs(speed)
        from[(knot * bins + i) * speeds + s] = bestSpeed
      }
    }
    ;[value, next] = [next, value]
  }
  let state = 0
  for (let k = 1; k < value.length; k += 1) if ((value[k] ?? 0) < (value[state] ?? 0)) state = k
  let i = Math.floor(state / speeds)
  let s = state % speeds
  const path = new Array<number>(knots).fill(0)
  for (let knot = knots - 1; knot >= 0; knot -= 1) {
    path[knot] = i
    const previous = from[(knot * bins + i) * speeds + s] ?? s
    i -= s - speedLevels
    s = previous
  }
  return path
}

/** Uniform cubic B-spline over the knots, its ends continued in a straight line. */
const splineAt = (knots: readonly number[], position: number): number => {
  const k = Math.floor(position)
  const u = position - k
  const at = (n: number): number => {
    const last = knots.length - 1
    if (n < 0) return 2 * (knots[0] ?? 0) - (knots[-n] ?? knots[0] ?? 0)
    if (n > last) return 2 * (knots[last] ?? 0) - (knots[2 * last - n] ?? knots[last] ?? 0)
    return knots[n] ?? 0
  }
  const v = 1 - u
  return (
    (v * v * v * at(k - 1) +
      (3 * u * u * u - 6 * u * u + 4) * at(k) +
      (3 * v * v * v - 6 * v * v + 4) * at(k + 1) +
      u * u * u * at(k + 2)) /
    6
  )
}
