/** Over so long the speed is averaged: short enough to follow a change of network, long enough not to jump. */
const windowMs = 8_000

/** Bytes a second over the last seconds; null until there is something to tell. */
export const createSpeedMeter = (now: () => number = () => performance.now()) => {
  let samples: { readonly atMs: number; readonly bytes: number }[] = []
  return {
    /** After a pause the old samples tell of another time. */
    restart: (): void => {
      samples = []
    },
    add: (bytes: number): number | null => {
      const atMs = now()
      // A part that was sent again goes back; what was measured before it stays out.
      if (bytes < (samples.at(-1)?.bytes ?? 0)) samples = []
      samples.push({ atMs, bytes })
      samples = samples.filter((sample) => sample.atMs >= atMs - windowMs)
      const [first] = samples
      if (first === undefined || atMs - first.atMs < 500) return null
      return ((bytes - first.bytes) / (atMs - first.atMs)) * 1000
    },
  }
}
