import { emptySnapshot, isExonerated, judgeFinding, judgeReport, periodMs } from './judge-health'
import type { LoopDelay } from './loop-delay'
import { type CheckName, checkNames, type Finding, type HealthSnapshot } from './types'
import { within } from './within'

/** Each look ends within this, whatever it asks. */
export const checkDeadlineMs = 1_000
/** Reports of a storm of failing requests start no more looks than this allows. */
const leastSpacingMs = 500
/** Only ever later than due, so that a period is the most often there is. Keeps many processes from asking in step. */
const jitter = 0.1

export type Findings = Partial<Record<CheckName, Finding>>

export type Check = {
  /** What it is about: this one is bad when the check throws or does not end in time. */
  readonly name: CheckName
  /** Looked at no more often than this while well; at every turn when it is left out, or while it is bad. */
  readonly everyMs?: number
  /** May find something about others at the same time. `late` fires when nobody waits for it any more, so that the next look can be made. */
  readonly look: (late: AbortSignal) => Promise<Findings> | Findings
}

type Look = { readonly found: Promise<Findings>; readonly late: AbortController }

type Options = {
  readonly checks: readonly Check[]
  /** Asked at each turn until it says yes: whether the schema is the one this code needs. */
  readonly isPrepared: () => Promise<boolean>
  readonly loopDelay: Pick<LoopDelay, 'longestSince'>
  readonly nowMs?: () => number
  readonly random?: () => number
}

export type HealthMonitor = {
  snapshot(): HealthSnapshot
  /** Once `isStarted` was true of a snapshot, whatever became of that. */
  hasStarted(): boolean
  /** Real work met an error of this connection: looked at now, and once found bad again it is down. */
  report(name: CheckName): void
  /** Something changed, for better or worse: looked at now. */
  lookNow(): void
  stop(): void
}

/** Looks at everything in the background, one turn at a time, for as long as the process lives. Nobody who asks how things are waits for it. */
export const startHealthMonitor = ({
  checks,
  isPrepared,
  loopDelay,
  nowMs = Date.now,
  random = Math.random,
}: Options): HealthMonitor => {
  let snapshot = emptySnapshot
  let timer: NodeJS.Timeout | undefined
  let startedAt = Number.NEGATIVE_INFINITY
  let isLooking = false
  let isStopped = false
  const lookedAt = new Map<CheckName, number>()
  /** Looks that passed their deadline and have not ended: none is begun anew beside one. */
  const pending = new Map<CheckName, Look>()

  const schedule = (waitMs: number) => {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(turn, Math.max(0, waitMs))
    timer.unref()
  }

  const begin = ({ name, look }: Check): Look => {
    const late = new AbortController()
    const found = Promise.resolve()
      .then(() => look(late.signal))
      .catch((error: unknown) => ({ [name]: bad(error instanceof Error ? error.message : String(error)) }))
      .finally(() => pending.delete(name))
    return { found, late }
  }

  const lookAt = async (check: Check): Promise<Findings> => {
    const beganAt = performance.now()
    const look = pending.get(check.name) ?? begin(check)
    pending.set(check.name, look)
    const found = await within(look.found, checkDeadlineMs)
    if (found !== undefined) return found
    look.late.abort()
    if (isExonerated(loopDelay.longestSince(beganAt), checkDeadlineMs)) return { [check.name]: { is: 'unknown' } }
    return { [check.name]: bad(`no answer within ${checkDeadlineMs} ms`) }
  }

  const isDue = ({ name, everyMs }: Check): boolean =>
    everyMs === undefined ||
    snapshot.components[name].failures > 0 ||
    nowMs() - (lookedAt.get(name) ?? Number.NEGATIVE_INFINITY) >= everyMs

  const turn = async (): Promise<void> => {
    if (isLooking || isStopped) return
    isLooking = true
    startedAt = nowMs()
    const due = checks.filter(isDue)
    for (const { name } of due) lookedAt.set(name, startedAt)
    const [found, prepared] = await Promise.all([
      Promise.all(due.map(lookAt)),
      snapshot.isStarted
        ? true
        : within(
            isPrepared().catch(() => false),
            checkDeadlineMs,
          ),
    ])
    const components = { ...snapshot.components }
    for (const findings of found)
      for (const name of checkNames) {
        const finding = findings[name]
        if (finding !== undefined) components[name] = judgeFinding(components[name], finding, nowMs())
      }
    snapshot = { takenAtMs: nowMs(), isStarted: prepared ?? false, components }
    isLooking = false
    // Until it is started somebody waits for it.
    const period = snapshot.isStarted ? periodMs(snapshot) : leastSpacingMs
    schedule(startedAt + period * (1 + jitter * random()) - nowMs())
  }

  const lookNow = () => {
    if (!isLooking) schedule(startedAt + leastSpacingMs - nowMs())
  }

  void turn()
  return {
    snapshot: () => snapshot,
    hasStarted: () => snapshot.isStarted,
    report: (name) => {
      const { components } = snapshot
      snapshot = { ...snapshot, components: { ...components, [name]: judgeReport(components[name]) } }
      lookNow()
    },
    lookNow,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

const bad = (output: string): Finding => ({ is: 'bad', value: null, status: 'fail', output })
