import { guardLimits, type Priority } from './limits'
import { readCpuMs, watchStandstill } from './watch-standstill'

export type TurnScheduler = {
  /**
   * Begins admitted work, the more important first; what could not begin in time is `late` instead, and never begins. With `whenDone`, which calls back
   * when it is over, it is a page: few of those are under way at once.
   */
  start(priority: Priority, work: () => void, late: () => void, whenDone?: WhenDone): void
  /** Answers somebody who is turned away. */
  refuse(answer: () => void): void
  /** A connection was accepted. */
  noteConnection(): void
}

type WhenDone = (done: () => void) => void
type Limits = Readonly<
  Record<
    | 'startsPerTurn'
    | 'pagesAtOnce'
    | 'refusalsPerTurn'
    | 'refuseEveryMs'
    | 'holdMs'
    | 'restMs'
    | 'waitMs'
    | 'standstillMs',
    number
  >
>
type Waiting = {
  readonly work: () => void
  readonly late: () => void
  readonly whenDone: WhenDone | undefined
  /** Moved on by what the process stood still meanwhile. */
  sinceMs: number
}

/** How often is looked for what has waited long enough, while nothing else is to do. */
const lookAgainMs = 50

/**
 * Does things a few at a time per turn of the event loop. Sixty pages that begin in one turn keep everybody waiting for sixty pages, probes
 * among them; a thousand clients that are turned away and come again at once leave no time for those who were let in.
 *
 * Node accepts one new connection a turn, whatever waits in the queue of the system: with turns of 20 ms the last of a thousand would be
 * accepted after 20 s. So while connections arrive, nothing is begun, for a moment: turns are then as short as a connection takes.
 *
 * Pages that are begun side by side end side by side, all of them late: one after the other, a few at a time, most of them are early.
 *
 * The more important first also means that the less important may wait for ever while there is enough of the other; nobody waits longer than
 * `waitMs`, webhooks apart.
 *
 * A process that stood still (it was stopped, or got no processor) has waited for itself: on waking it is as free as before, and who stood in line could be
 * begun at once. So that time is taken off what they have waited. What this process works counts, and so does a store that lets pages wait; so does a
 * standstill soon after another one: nobody is forgiven two, and a machine that gives too little all the time turns away as ever.
 */
export const createTurnScheduler = (
  limits: Limits = guardLimits,
  nowMs: () => number = () => performance.now(),
  cpuMs: () => number = readCpuMs,
): TurnScheduler => {
  const starts: Record<Priority, Waiting[]> = { 0: [], 1: [], 2: [], 3: [] }
  const refusals: (() => void)[] = []
  let begun = 0
  let hasArrival = false
  let isArmed = false
  let pages = 0
  let isLookDue = false
  /** Whoever was turned away and came again at once is told so no sooner than this. */
  let refuseFrom = Number.NEGATIVE_INFINITY
  let wave = 0
  /** While holding: since when. */
  let heldSince: number | null = null
  let noHoldBefore = Number.NEGATIVE_INFINITY

  const standstill = watchStandstill({ nowMs, cpuMs, leastMs: limits.standstillMs, apartMs: limits.waitMs })

  const mayBegin = ({ whenDone }: Pick<Waiting, 'whenDone'>) => whenDone === undefined || pages < limits.pagesAtOnce
  const queues = [starts[0], starts[1], starts[2], starts[3]]
  const nextStart = (): Waiting | undefined => {
    for (const queue of queues) {
      const at = queue.findIndex(mayBegin)
      if (at >= 0) return queue.splice(at, 1)[0]
    }
    return undefined
  }
  const begin = ({ work, whenDone }: Pick<Waiting, 'work' | 'whenDone'>) => {
    begun += 1
    if (whenDone !== undefined) {
      pages += 1
      whenDone(() => {
        pages -= 1
        arm()
      })
    }
    work()
  }

  /** Bounded, so that a stream of connections that never ends does not put off work for ever. */
  const isHolding = (): boolean => {
    const now = nowMs()
    if (!hasArrival || now < noHoldBefore) {
      heldSince = null
      return false
    }
    heldSince ??= now
    if (now - heldSince < limits.holdMs) return true
    heldSince = null
    noHoldBefore = now + limits.restMs
    return false
  }

  const forgiveStandstill = () => {
    const lostMs = standstill.lostMs()
    if (lostMs === 0) return
    const now = nowMs()
    for (const waiting of queues.flat()) waiting.sinceMs = Math.min(now, waiting.sinceMs + lostMs)
  }

  const turnLateAway = () => {
    const latestMs = nowMs() - limits.waitMs
    for (const queue of [starts[1], starts[2], starts[3]])
      while (queue[0] !== undefined && queue[0].sinceMs < latestMs) {
        refusals.push(queue[0].late)
        queue.shift()
      }
  }

  const turn = () => {
    isArmed = false
    begun = 0
    const isHeld = isHolding()
    hasArrival = false
    forgiveStandstill()
    // The turn itself is watched too.
    standstill.expectLook(0)
    turnLateAway()
    if (!isHeld) {
      for (let next = nextStart(); next !== undefined; next = begun < limits.startsPerTurn ? nextStart() : undefined)
        begin(next)
      if (nowMs() >= refuseFrom) {
        // Those who come while these are answered wait for the next time.
        if (wave === 0) wave = refusals.length
        const some = refusals.splice(0, Math.min(wave, limits.refusalsPerTurn))
        wave -= some.length
        if (some.length > 0 && wave === 0) refuseFrom = nowMs() + limits.refuseEveryMs
        for (const answer of some) answer()
      }
    }
    const isMore = queues.some((queue) => queue.some(mayBegin)) || (refusals.length > 0 && nowMs() >= refuseFrom)
    if (isArmed || begun > 0 || isMore) return arm()
    forgiveStandstill()
    if (refusals.length === 0 && queues.every(({ length }) => length === 0)) return
    standstill.expectLook(lookAgainMs)
    if (isLookDue) return
    isLookDue = true
    setTimeout(lookAgain, lookAgainMs)
  }
  const lookAgain = () => {
    isLookDue = false
    arm()
  }
  const arm = () => {
    if (isArmed) return
    isArmed = true
    standstill.expectLook(0)
    setImmediate(turn)
  }

  return {
    start: (priority, work, late, whenDone) => {
      arm()
      // Whoever waits already is waiting because this turn is full.
      if (hasArrival || begun >= limits.startsPerTurn || !mayBegin({ whenDone }))
        return void starts[priority].push({ work, late, whenDone, sinceMs: nowMs() })
      begin({ work, whenDone })
    },
    refuse: (answer) => {
      refusals.push(answer)
      arm()
    },
    noteConnection: () => {
      hasArrival = true
      arm()
    },
  }
}
