type Trend = readonly (number | null)[]

/** Everything is drawn in a square of this side, stretched to its place. */
export const side = 100

/** The top of an axis: 1, 2 or 5 times a power of ten, at or above all values; 1 for nothing but zeros. */
export const axisTop = (trends: readonly Trend[], least = 0): number => {
  const most = Math.max(least, ...trends.flat().map((value) => value ?? 0))
  if (most <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(most))
  // A hair of room, so that 0.1 + 0.2 does not double the axis.
  return ([1, 2, 5].find((step) => step * power >= most * (1 - 1e-9)) ?? 10) * power
}

const round = (value: number): number => Math.round(value * 100) / 100

export const pointX = (at: number, points: number): number => round(points < 2 ? side / 2 : (at * side) / (points - 1))

/** A line through a trend with a gap where nobody counted; a value alone between two gaps is a dot. */
export const linePath = (trend: Trend, top: number): string => {
  let isOpen = false
  return trend
    .flatMap((value, at) => {
      if (value === null) {
        isOpen = false
        return []
      }
      const place = `${pointX(at, trend.length)} ${round(side - (Math.min(value, top) * side) / top)}`
      const isAlone = !isOpen && (trend[at + 1] ?? null) === null
      const step = isOpen ? `L${place}` : isAlone ? `M${place}h0.01` : `M${place}`
      isOpen = true
      return [step]
    })
    .join('')
}

/** Which point of a trend lies nearest to a share (0-1) of the width. */
export const nearestPoint = (share: number, points: number): number =>
  Math.min(points - 1, Math.max(0, Math.round(share * (points - 1))))
