type Range = { readonly startMs: number; readonly endMs: number }

/**
 * Puts ranges that overlap into different lanes, first come, first free. With more than `lanes` at once the rest share the
 * last one. Answers a lane per range, in the order given.
 */
export const layOutLanes = (ranges: readonly Range[], lanes: number): number[] => {
  const order = ranges
    .map((_, index) => index)
    .sort((a, b) => (ranges[a]?.startMs ?? 0) - (ranges[b]?.startMs ?? 0) || a - b)
  const free: number[] = []
  const answer = ranges.map(() => 0)
  for (const index of order) {
    const range = ranges[index]
    if (!range) continue
    const open = free.findIndex((endMs) => endMs <= range.startMs)
    const lane = open >= 0 ? open : Math.min(free.length, lanes - 1)
    answer[index] = lane
    free[lane] = Math.max(free[lane] ?? 0, range.endMs)
  }
  return answer
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((seconds) => seconds * 1000)

/** Round times for a ruler: about `wanted` of them, the start left out. */
export const rulerTicks = (durationMs: number, wanted: number): number[] => {
  const step = steps.find((each) => durationMs / each <= wanted) ?? 3_600_000
  const count = Math.max(0, Math.ceil(durationMs / step) - 1)
  return Array.from({ length: count }, (_, index) => (index + 1) * step)
}

type Rect = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** The rectangle nearest to a point, not farther than `reach`; of several as near the smallest. Answers its place, -1 for none. */
export const nearestTo = (rects: readonly Rect[], x: number, y: number, reach: number): number => {
  const away = ({ left, right, top, bottom }: Rect) =>
    Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
  const size = ({ left, right, top, bottom }: Rect) => (right - left) * (bottom - top)
  const near = rects
    .map((rect, index) => ({ index, awayPx: away(rect), area: size(rect) }))
    .filter(({ awayPx }) => awayPx <= reach)
    .sort((a, b) => a.awayPx - b.awayPx || a.area - b.area || a.index - b.index)
  return near[0]?.index ?? -1
}
