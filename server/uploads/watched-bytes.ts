import { createHash } from 'node:crypto'
import { DomainError } from '@/server/errors'

export type Watch = {
  /** Without a byte for this long the sender is cut. */
  readonly stallMs: number
  /** How many the sender announced; null when it did not. */
  readonly lengthBytes: number | null
  /** SHA-256 that all of them must have. */
  readonly hash: Uint8Array | null
  /** Whoever asked has gone, or nobody wants them any more. */
  readonly signal: AbortSignal
}

/**
 * The bytes of one request while they come as announced. @throws cancelled (stalled, broke off, not wanted any more), checksum_mismatch,
 * each after the bytes that came before
 */
export async function* watchedBytes(body: AsyncIterable<Uint8Array>, watch: Watch): AsyncGenerator<Uint8Array> {
  const hash = watch.hash === null ? null : createHash('sha256')
  const iterator = body[Symbol.asyncIterator]()
  const cut = watchForCut(watch)
  let total = 0
  let isDone = false
  try {
    while (true) {
      const next = await Promise.race([iterator.next().catch(asBrokenOff), cut.happened])
      cut.pushBack()
      if (next.done) break
      total += next.value.length
      hash?.update(next.value)
      yield next.value
    }
    if (watch.lengthBytes !== null && total < watch.lengthBytes) throw brokeOff()
    isDone = true
    if (hash !== null && watch.hash !== null && !hash.digest().equals(watch.hash))
      throw new DomainError('checksum_mismatch', 'This part was damaged on its way. Send it again.')
  } finally {
    cut.end()
    // Not awaited: a body that stalls would answer only with its next chunk.
    if (!isDone) iterator.return?.()?.catch(() => undefined)
  }
}

const brokeOff = (cause?: unknown) =>
  new DomainError('cancelled', 'The connection broke off. What came is kept; the upload can be resumed.', { cause })

const asBrokenOff = (error: unknown): never => {
  throw error instanceof DomainError ? error : brokeOff(error)
}

/** One timer and one listener for the whole body: a part of 16 MiB comes in hundreds of chunks. */
const watchForCut = ({ stallMs, signal }: Watch) => {
  let fail = (_error: DomainError): void => undefined
  const happened = new Promise<never>((_resolve, reject) => {
    fail = reject
  })
  // Nobody listens when all came.
  happened.catch(() => undefined)
  const onAbort = (): void => fail(brokeOff(signal.reason))
  const timer = setTimeout(
    () =>
      fail(
        new DomainError(
          'cancelled',
          `No byte came for ${stallMs / 1000} seconds. What came is kept; the upload can be resumed.`,
        ),
      ),
    stallMs,
  )
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  return {
    happened,
    pushBack: () => void timer.refresh(),
    end: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    },
  }
}
