export type StandstillWatch = {
  /** Unless the process stands still, it looks here again in so many milliseconds. */
  expectLook(inMs: number): void
  /** Looks. Milliseconds of what passed since the look was due in which the process stood still; 0 where that was no standstill. */
  lostMs(): number
}

type Options = {
  readonly nowMs: () => number
  /** Of the processor that this process has had, all of its threads together. */
  readonly cpuMs: () => number
  /** Less is what any process waits for its turn on the processor. */
  readonly leastMs: number
  /** What begins so soon after the last one is none: a process that is stopped again and again has too much to do for what it gets. */
  readonly apartMs: number
}

/**
 * Tells a process that stood still (it was stopped, or its machine gave it no processor) from one that is late because it works: a look that is late is
 * the one or the other, and work takes processor time. The time of threads beside the loop counts as work too, so that it errs to that side.
 */
export const watchStandstill = ({ nowMs, cpuMs, leastMs, apartMs }: Options): StandstillWatch => {
  let due: { readonly atMs: number; readonly cpuMs: number } | null = null
  let noneBefore = Number.NEGATIVE_INFINITY
  return {
    expectLook: (inMs) => {
      const atMs = nowMs() + inMs
      if (due === null || atMs < due.atMs) due = { atMs, cpuMs: cpuMs() }
    },
    lostMs: () => {
      if (due === null) return 0
      const { atMs, cpuMs: before } = due
      due = null
      const now = nowMs()
      // Asked at every turn, and what the system says of the processor costs microseconds.
      if (now - atMs <= leastMs || atMs < noneBefore) return 0
      const lostMs = now - atMs - (cpuMs() - before)
      if (lostMs <= leastMs) return 0
      noneBefore = now + apartMs
      return lostMs
    },
  }
}

/** What this process has had of the processor so far. */
export const readCpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
