import { answerProbeRequest, createGuard, createPlaceOf, type Guard, readLoopDelayMs, shareDraining } from '../platform'

/** The real guard with the real probes, in one process: nobody counts what it did, and memory is never short. */
export const createPlainGuard = (cap: number): Guard =>
  createGuard({
    cap,
    answerAtOnce: answerProbeRequest,
    placeOf: createPlaceOf([]),
    loopDelayMs: readLoopDelayMs,
    memoryShare: () => 0,
    onShed: () => undefined,
    onAnswered: () => undefined,
    onFault: (error) => console.error(error),
    onDrain: shareDraining,
  })
