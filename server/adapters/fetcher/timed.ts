import type http from 'node:http'
import { DomainError } from '@/server/errors'
import { formatBytes } from '@/server/media/format-bytes'

export type SlowRule = {
  readonly bytesPerSecond: number
  /** Judged each time that we have waited for the sender for so long. */
  readonly windowMs: number
  /** Of the first wait this much is not counted: a store may have to look for the file. */
  readonly startMs: number
}

export type TimedRules = {
  readonly signal: AbortSignal
  readonly deadline: AbortSignal
  readonly slow: SlowRule
}

/** Trying again would take as long: not `import_failed`. */
export const tooLong = (cause: unknown): DomainError =>
  new DomainError('import_refused', 'The import took longer than it may. Upload the file instead.', { cause })

const tooSlow = (bytesPerSecond: number): DomainError =>
  new DomainError(
    'import_refused',
    `The other side sends less than ${formatBytes(bytesPerSecond)} a second. Upload the file instead.`,
  )

/** The body of a response while it comes fast enough; a sender that drips is cut. */
export async function* timed(
  response: http.IncomingMessage,
  { signal, deadline, slow }: TimedRules,
): AsyncGenerator<Uint8Array> {
  let gotBytes = 0
  let waitedMs = -slow.startMs
  let waitsSince: number | null = null
  const countWait = (): void => {
    const now = performance.now()
    if (waitsSince !== null) waitedMs += now - waitsSince
    waitsSince = waitsSince === null ? null : now
  }
  // Only the sender is timed: while we write what came, nothing is expected of it.
  const watch = setInterval(() => {
    countWait()
    if (waitedMs < slow.windowMs) return
    if (gotBytes * 1_000 < slow.bytesPerSecond * waitedMs) response.destroy(tooSlow(slow.bytesPerSecond))
    gotBytes = 0
    waitedMs = 0
  }, slow.windowMs / 4)
  try {
    const iterator = response[Symbol.asyncIterator]()
    while (true) {
      waitsSince = performance.now()
      const next: IteratorResult<Uint8Array> = await iterator.next()
      countWait()
      waitsSince = null
      if (next.done) return
      gotBytes += next.value.length
      yield next.value
    }
  } catch (error) {
    if (error instanceof DomainError) throw error
    if (signal.aborted) throw new DomainError('cancelled', 'The import was cancelled.', { cause: error })
    if (deadline.aborted) throw tooLong(error)
    throw new DomainError('import_failed', 'The other side broke off. Try again.', { cause: error })
  } finally {
    clearInterval(watch)
    response.destroy()
  }
}
