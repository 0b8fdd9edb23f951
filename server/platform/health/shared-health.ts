import type { IncomingMessage } from 'node:http'
import { answerProbe, type ProbeAnswer, type ProbeRequest } from './answer-probe'
import type { HealthMonitor } from './health-monitor'
import { emptySnapshot, lifecycleOf } from './judge-health'
import { type LoopDelay, watchLoopDelay } from './loop-delay'
import type { CheckName, HealthSnapshot, Lifecycle } from './types'

type Shared = {
  readonly loopDelay: LoopDelay
  monitor: HealthMonitor | null
  isDraining: boolean
  opsToken: string | null
  waitingInFront: number
}

// Module state is not shared between Next's instrumentation, routes and pages; globalThis is.
const holder = globalThis as typeof globalThis & { clipforgeHealth?: Shared }

const shared = (): Shared => {
  holder.clipforgeHealth ??= {
    loopDelay: watchLoopDelay(),
    monitor: null,
    isDraining: false,
    opsToken: null,
    waitingInFront: 0,
  }
  return holder.clipforgeHealth
}

/** What the background loop saw last; before its first look everything is unseen and `isStarted` is false. Looks at nothing itself. */
export const readHealth = (): HealthSnapshot => shared().monitor?.snapshot() ?? emptySnapshot

export const readLifecycle = (): Lifecycle => lifecycleOf(readHealth(), shared().isDraining)

/** How much later than due this process does things, on average over the last half second. */
export const readLoopDelayMs = (): number => shared().loopDelay.meanMs()

/** For whoever meets a connection error in real work: the thing is looked at now instead of within five seconds. */
export const reportConnectionError = (name: CheckName): void => shared().monitor?.report(name)

/** The answer of this process at a probe's path, for any door; null for other paths. */
export const answerProbeNow = (request: ProbeRequest): ProbeAnswer | null => {
  const { monitor, isDraining, opsToken } = shared()
  const hasStarted = monitor?.hasStarted() ?? false
  return answerProbe(request, { snapshot: readHealth(), hasStarted, isDraining, opsToken, nowMs: Date.now() })
}

/** The same, of a request as Node's server has it: what a guard answers at once. */
export const answerProbeRequest = (
  { method = 'GET', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  path: string,
): ProbeAnswer | null => answerProbeNow({ method, path, authorization: headers.authorization ?? null })

/** For the composition of a process, once. */
export const shareHealth = (
  start: (loopDelay: LoopDelay) => HealthMonitor,
  options: { readonly opsToken: string | null },
): HealthMonitor => {
  const state = shared()
  state.monitor?.stop()
  state.monitor = start(state.loopDelay)
  state.opsToken = options.opsToken
  return state.monitor
}

/** Who waits for a connection in the front of this web process, as it said last. */
export const shareWaitingInFront = (count: number): void => {
  shared().waitingInFront = count
}
export const readWaitingInFront = (): number => shared().waitingInFront

/** No more traffic, please: said from the first moment of a drain on. */
export const shareDraining = (): void => {
  shared().isDraining = true
}
