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
  let total = 0
  let isDone = false
  try {
    while (true) {
      const next = await nextChunk(iterator, watch)
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
    // Not awaited: a body that stalls would answer only with its next chunk.
    if (!isDone) iterator.return?.()?.catch(() => undefined)
  }
}

const brokeOff = (cause?: unknown) =>
  new DomainError('cancelled', 'The connection broke off. What came is kept; the upload can be resumed.', { cause })

const nextChunk = (
  iterator: AsyncIterator<Uint8Array>,
  { stallMs, signal }: Watch,
): Promise<IteratorResult<Uint8Array>> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(brokeOff(signal.reason))
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    const onAbort = (): void => {
      end()
      reject(brokeOff(signal.reason))
    }
    const timer = setTimeout(() => {
      end()
      reject(
        new DomainError(
          'cancelled',
          `No byte came for ${stallMs / 1000} seconds. What came is kept; the upload can be resumed.`,
        ),
      )
    }, stallMs)
    signal.addEventListener('abort', onAbort, { once: true })
    iterator.next().then(
      (result) => {
        end()
        resolve(result)
      },
      (error: unknown) => {
        end()
        reject(error instanceof DomainError ? error : brokeOff(error))
      },
    )
  })
