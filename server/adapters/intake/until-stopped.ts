/** The same chunks, until the signal fires: then its reason is thrown at once, even where the next chunk never comes. */
export async function* untilStopped<T>(bytes: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = bytes[Symbol.asyncIterator]()
  let stop = (): void => undefined
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason)
  })
  // Nobody listens when all chunks came.
  stopped.catch(() => undefined)
  signal.addEventListener('abort', stop, { once: true })
  let isDone = false
  try {
    signal.throwIfAborted()
    while (true) {
      const next = await Promise.race([iterator.next(), stopped])
      if (next.done) break
      yield next.value
    }
    isDone = true
  } finally {
    signal.removeEventListener('abort', stop)
    // Not awaited: a generator that waits for its next chunk would answer only after it.
    if (!isDone) iterator.return?.()?.catch(() => undefined)
  }
}
