import { Readable } from 'node:stream'
import { DomainError } from '@/server/errors'

export type Watch = {
  /** Without a byte for this long the sender is cut. */
  readonly stallMs: number
  /** How many the sender announced; null when it did not. */
  readonly lengthBytes: number | null
  /** Whoever asked has gone, or nobody wants them any more. */
  readonly signal: AbortSignal
}

/** While whoever takes them is busy, this much waits here; the rest waits with the sender. */
const mostWaitingBytes = 2 * 1024 ** 2

/**
 * The bytes of one request while they come as announced, as many at a time as came together. @throws cancelled (stalled, broke off, not
 * wanted any more), after the bytes that came before
 */
export async function* watchedBytes(body: AsyncIterable<Uint8Array>, watch: Watch): AsyncGenerator<Uint8Array[]> {
  const inbox = createInbox(body, watch)
  let total = 0
  try {
    while (true) {
      const chunks = await inbox.take()
      if (chunks === null) break
      for (const chunk of chunks) total += chunk.length
      yield chunks
    }
    if (watch.lengthBytes !== null && total < watch.lengthBytes) throw brokeOff()
  } finally {
    inbox.close()
  }
}

const brokeOff = (cause?: unknown) =>
  new DomainError('cancelled', 'The connection broke off. What came is kept; the upload can be resumed.', { cause })

/**
 * What a stream has given and nobody has taken yet. By its events, not by its iterator: a part of 16 MiB comes in hundreds of chunks, and a
 * turn with a race against the deadline for each cost as much as the bytes.
 */
const createInbox = (source: AsyncIterable<Uint8Array>, { stallMs, signal }: Watch) => {
  const body = source instanceof Readable ? source : Readable.from(source, { objectMode: false })
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let end: { readonly error: unknown } | null = null
  let wake = (): void => undefined
  const finish = (error: unknown): void => {
    end ??= { error }
    wake()
  }
  const stalled = () =>
    new DomainError(
      'cancelled',
      `No byte came for ${stallMs / 1000} seconds. What came is kept; the upload can be resumed.`,
    )
  const waitForSender = () => setTimeout(() => finish(stalled()), stallMs)
  let timer = waitForSender()
  const listeners = {
    data: (chunk: Uint8Array): void => {
      timer.refresh()
      waiting.push(chunk)
      waitingBytes += chunk.length
      if (waitingBytes > mostWaitingBytes) {
        body.pause()
        // From now on it is not the sender who lets us wait.
        clearTimeout(timer)
      }
      wake()
    },
    end: (): void => finish(null),
    error: (error: unknown): void => finish(error instanceof DomainError ? error : brokeOff(error)),
    // Without an end before it.
    close: (): void => finish(brokeOff()),
  }
  const onAbort = (): void => finish(brokeOff(signal.reason))
  for (const [event, listener] of Object.entries(listeners)) body.on(event, listener)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  if (body.destroyed) listeners.close()
  return {
    /** All that waits, as soon as there is something; null after the last. */
    take: async (): Promise<Uint8Array[] | null> => {
      if (waiting.length === 0 && end === null)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      if (waiting.length > 0) {
        const taken = waiting
        waiting = []
        waitingBytes = 0
        if (end === null && body.isPaused()) {
          body.resume()
          timer = waitForSender()
        }
        return taken
      }
      if (end?.error != null) throw end.error
      return null
    },
    close: (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      for (const [event, listener] of Object.entries(listeners)) if (event !== 'error') body.off(event, listener)
      // The error's listener stays: an error that nobody listens for ends the process. A request is left as it is, for the refusal to
      // go out on its connection.
      if (body === source) body.pause()
      else body.destroy()
    },
  }
}
