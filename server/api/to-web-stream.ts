import type { Readable } from 'node:stream'

/**
 * A file's bytes for a Response. Whoever reads may leave in the middle: the file is closed then, and nothing else happens. Node 20's own
 * `Readable.toWeb` closes its controller once more in that case, which throws where nobody can catch it and would end the process.
 */
export const toWebStream = (body: Readable, signal: AbortSignal): ReadableStream<Uint8Array> => {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
  const stop = (): void => void body.destroy()
  signal.addEventListener('abort', stop, { once: true })
  body.once('close', () => signal.removeEventListener('abort', stop))
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: stop,
  })
}
