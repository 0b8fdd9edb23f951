import type http from 'node:http'
import { DomainError } from '@/server/errors'

export type TimedRules = {
  readonly signal: AbortSignal
  readonly deadline: AbortSignal
  readonly slow: { readonly bytes: number; readonly windowMs: number }
}

/** The body of a response while it comes fast enough; a sender that drips is cut at the end of the window it wasted. */
export async function* timed(
  response: http.IncomingMessage,
  { signal, deadline, slow }: TimedRules,
): AsyncGenerator<Uint8Array> {
  let inWindow = 0
  let isReading = false
  const watch = setInterval(() => {
    // Only a sender is hurried: while we write what came, nothing is expected of it.
    if (isReading && inWindow < slow.bytes)
      response.destroy(
        new DomainError('import_failed', 'The other side sends too slowly. Try again later, or upload the file.'),
      )
    inWindow = 0
  }, slow.windowMs)
  try {
    const iterator = response[Symbol.asyncIterator]()
    while (true) {
      isReading = true
      const next: IteratorResult<Uint8Array> = await iterator.next()
      isReading = false
      if (next.done) return
      inWindow += next.value.length
      yield next.value
    }
  } catch (error) {
    if (error instanceof DomainError) throw error
    if (signal.aborted) throw new DomainError('cancelled', 'The import was cancelled.', { cause: error })
    const reason = deadline.aborted ? 'The import took longer than it may.' : 'The other side broke off. Try again.'
    throw new DomainError('import_failed', reason, { cause: error })
  } finally {
    clearInterval(watch)
    response.destroy()
  }
}
