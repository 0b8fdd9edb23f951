import type { TRPCLink } from '@trpc/client'
import { observable, type Unsubscribable } from '@trpc/server/observable'
import type { AppRouter } from '@/server/api/root'
import { holdBack } from './held-until'
import { readFailure } from './read-failure'
import { retryDelayMs } from './retry-rules'
import { sessionEnd } from './session-end'
import { waitStore } from './waits'

/**
 * Tries again what may pass by itself, and says so meanwhile (`waitStore`). A mutation is tried again only when its call says that it may
 * arrive twice: `context: { isIdempotent: true }`. Every call of a page passes here, streams too, so here it is heard that the session is over.
 */
export const patientLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let current: Unsubscribable | null = null
      let timer: ReturnType<typeof setTimeout> | undefined
      let wait: number | null = null
      const settle = () => {
        clearTimeout(timer)
        if (wait !== null) waitStore.end(wait)
        wait = null
      }
      const attempt = (count: number): void => {
        current = next(op).subscribe({
          next: (value) => {
            settle()
            if (op.path === 'account.me') sessionEnd.note(false)
            observer.next(value)
          },
          complete: () => observer.complete(),
          error: (thrown) => {
            const { error, failure } = readFailure(thrown)
            const call = { type: op.type, isIdempotent: op.context.isIdempotent === true, attempt: count }
            const delayMs = op.signal?.aborted ? null : retryDelayMs(call, failure, Math.random())
            if (delayMs === null) {
              settle()
              if (failure.status === 401) sessionEnd.note(true)
              if (failure.status === 429) holdBack(error, failure.retryAfterMs ?? 1_000)
              observer.error(error)
              return
            }
            const untilMs = Date.now() + delayMs
            const kind = failure.status === 429 ? 'limit' : failure.status === null ? 'silent' : 'busy'
            if (wait === null) wait = waitStore.begin({ kind, sinceMs: Date.now(), untilMs })
            else waitStore.update(wait, { kind, untilMs })
            timer = setTimeout(() => attempt(count + 1), delayMs)
          },
        })
      }
      attempt(1)
      return () => {
        settle()
        current?.unsubscribe()
      }
    })
