import type { Figure, Metrics } from '@/server/ports/metrics'
import { emptySnapshot } from '../health/judge-health'
import { readHealth, readLoopDelayMs, shareDraining } from '../health/shared-health'
import type { FromApp, ToApp } from './messages'

/** scripts/app-process.mjs takes a silence of ten of them for a loop that stands still. */
const beatMs = 100

/**
 * The app's end of the channel to the front process: says that it turns and how it is, and hears what the front counted, for `metrics` once there are any, and
 * when the end begins.
 */
export const followFront = (metrics: () => Metrics | null): void => {
  // Started by something else: there is no front.
  if (process.send === undefined) return
  // A front that died is noticed by the end of the channel.
  const say = (message: FromApp) => void process.send?.(message, undefined, undefined, () => undefined)
  let told = emptySnapshot
  const timer = setInterval(() => {
    say({ kind: 'beat', loopDelayMs: readLoopDelayMs(), rssBytes: process.memoryUsage.rss() })
    const snapshot = readHealth()
    if (snapshot === told) return
    told = snapshot
    say({ kind: 'health', snapshot })
  }, beatMs)
  timer.unref()
  process.on('message', (message: ToApp) => {
    const taker = metrics()
    if (message.kind === 'figures' && taker !== null) for (const figure of message.figures) add(taker, figure)
    if (message.kind === 'draining') shareDraining()
  })
}

/** The types say that a name goes with its labels; what came over a channel has lost that. */
const add = (metrics: Metrics, [how, ...given]: Figure): void => void Reflect.apply(metrics[how], metrics, given)
