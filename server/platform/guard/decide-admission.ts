import type { RequestClass } from './classify-request'
import { guardLimits } from './limits'

/** How things stand in this process. */
export type Load = {
  /** Requests of kind `work` that are admitted and not answered. */
  readonly inflight: number
  /** What those take of `cap` that do not wait for somebody's line. */
  readonly places: number
  /** MAX_INFLIGHT. */
  readonly cap: number
  /** Transfers and streams that are open. */
  readonly longLived: number
  /** Of these, from the place of whoever asks; 0 where nobody can tell places apart. */
  readonly longLivedOfPlace: number
  /** Requests of kind `work` from there that have waited for its line for a while; 0 likewise. */
  readonly slowOfPlace: number
  readonly loopDelayMs: number
  readonly memoryShare: number
}

/** `place`: one place has as many long-lived or slow ones as it may have. `waited`: let in, but nothing of it could begin in time. */
export type ShedReason = 'inflight' | 'delay' | 'memory' | 'long-lived' | 'place' | 'waited'

/** Why a request is to be turned away, or null when it may come in. What has begun is never turned away any more. */
export const decideAdmission = ({ priority, kind }: Omit<RequestClass, 'places'>, load: Load): ShedReason | null => {
  const limit = guardLimits.shedAt[priority]
  if (load.places >= limit.inflightShare * load.cap) return 'inflight'
  if (load.loopDelayMs > limit.loopDelayMs) return 'delay'
  if (load.memoryShare > limit.memoryShare) return 'memory'
  if (kind === 'work') return load.slowOfPlace >= guardLimits.slowPerPlace ? 'place' : null
  if (load.longLived >= guardLimits.longLived) return 'long-lived'
  return load.longLivedOfPlace >= guardLimits.longLivedPerPlace ? 'place' : null
}
