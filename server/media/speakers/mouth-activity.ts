import type { Track, TrackSample } from '../types'

/** Syllables open the mouth three to five times a second: a window holds several, and six samples at five per second. */
const halfWindowMs = 600
/** Lips trembling in the mesh on a face that does not move them, in pixels of the analysed picture (still panes: 0.1-0.15). */
const tremblePx = 0.15
/** What sees nothing in a window: fewer samples than this with lips. */
const minSamples = 3

/** How much the mouth moves around a moment, in face heights; null where the lips were not seen. */
export type MouthSample = { readonly tMs: number; readonly activity: number | null }

/**
 * The spread of the lip gap around each sample of the track, less what a still mouth of that size shows. An open mouth that
 * stays open has none; large and small faces are comparable. `pictureHeightPx` is the height faces were measured at.
 */
export const mouthActivity = (track: Track, pictureHeightPx: number): MouthSample[] => {
  const { samples } = track
  let first = 0
  let end = 0
  return samples.map(({ tMs, h }) => {
    while ((samples[first]?.tMs ?? tMs) < tMs - halfWindowMs) first++
    while ((samples[end]?.tMs ?? Number.POSITIVE_INFINITY) <= tMs + halfWindowMs) end++
    const spread = spreadOf(samples.slice(first, end))
    if (spread === null) return { tMs, activity: null }
    const tremble = tremblePx / Math.max(1, h * pictureHeightPx)
    return { tMs, activity: Math.sqrt(Math.max(0, spread ** 2 - tremble ** 2)) }
  })
}

/** Standard deviation of the gaps seen; null with too few. */
const spreadOf = (samples: readonly TrackSample[]): number | null => {
  const gaps = samples.flatMap(({ lipGap }) => (lipGap === null ? [] : [lipGap]))
  if (gaps.length < minSamples) return null
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
}
