import type { ToApp } from '@/server/platform/front/messages'
import type { HealthSnapshot } from '@/server/platform/health/types'

export type AppProcess = {
  readonly socketPath: string
  isOpen(): boolean
  /** null until there is one and the first requests would not be slow. */
  snapshot(): HealthSnapshot | null
  /** Whether one of them came up. Never taken back, whatever becomes of it. */
  hasStarted(): boolean
  loopDelayMs(): number
  rssBytes(): number
  /** Whether there is an app to hear it. */
  send(message: ToApp): boolean
  end(): Promise<void>
}

export const startAppProcess: (options: {
  readonly nodeArgs?: readonly string[]
  /** After the socket's path. */
  readonly args: readonly string[]
  /** Whether one that stands still is ended. */
  readonly isWatched: boolean
  readonly onHopeless: (error: Error) => void
  /** For tests: another app, looked at more often. */
  readonly file?: string
  readonly lookMs?: number
}) => AppProcess
