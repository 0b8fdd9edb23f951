import type { Figure, Metrics } from '@/server/ports/metrics'
import { emptySnapshot } from '../health/judge-health'
import {
  readHealth,
  readLoopDelayMs,
  reportConnectionError,
  shareDraining,
  shareWaitingInFront,
} from '../health/shared-health'
import type { FromApp, ToApp } from './messages'

/** scripts/app-process.mjs takes a silence of ten of them for a loop that stands still. */
const beatMs = 100

/** Node's, of a child process to its parent. */
type Channel = {
  readonly send?: (message: FromApp, handle: undefined, options: undefined, done: () => void) => unknown
  readonly on: (name: 'message', hear: (message: ToApp) => void) => unknown
}

/**
 * The app's end of the channel to the front process: says that it turns and how it is, and hears what the front counted, for `metrics`, what it
 * met in its own work, and when the end begins.
 */
export const followFront = (metrics: Metrics, channel: Channel = process): void => {
  // Started by something else: there is no front.
  if (channel.send === undefined) return
  // A front that died is noticed by the end of the channel.
  const say = (message: FromApp) => void channel.send?.(message, undefined, undefined, () => undefined)
  let told = emptySnapshot
  const timer = setInterval(() => {
    say({ kind: 'beat', loopDelayMs: readLoopDelayMs(), rssBytes: process.memoryUsage.rss() })
    const snapshot = readHealth()
    if (snapshot === told) return
    told = snapshot
    say({ kind: 'health', snapshot })
  }, beatMs)
  timer.unref()
  channel.on('message', (message: ToApp) => hear(message, metrics))
}

const hear = (message: ToApp, metrics: Metrics): void => {
  switch (message.kind) {
    case 'figures':
      for (const figure of message.figures) add(metrics, figure)
      break
    case 'suspect':
      reportConnectionError(message.name)
      break
    case 'waiting':
      shareWaitingInFront(message.count)
      break
    case 'draining':
      shareDraining()
      break
    default:
      message satisfies never
  }
}

/** The types say that a name goes with its labels; what came over a channel has lost that. */
const add = (metrics: Metrics, [how, ...given]: Figure): void => void Reflect.apply(metrics[how], metrics, given)
