import { Worker } from 'node:worker_threads'

/**
 * Runs in the thread; text, because the web server's bundler would have to be told of a file. File descriptors are the process's, so a number is
 * all it takes.
 */
const program = `
const { parentPort } = require('node:worker_threads')
const { writeSync, writevSync } = require('node:fs')
parentPort.on('message', ({ id, fd, chunks }) => {
  try {
    let left = chunks
    while (left.length > 0) {
      let written = left.length === 1 ? writeSync(fd, left[0]) : writevSync(fd, left)
      while (left.length > 0 && written >= left[0].length) {
        written -= left[0].length
        left = left.slice(1)
      }
      if (written > 0) left = [left[0].subarray(written), ...left.slice(1)]
    }
    parentPort.postMessage({ id, error: null })
  } catch (error) {
    parentPort.postMessage({ id, error: { code: error.code, message: error.message } })
  }
})
`

export type WriteThread = {
  /** Appends to an open file. The chunks are given away: their memory is gone here afterwards. @throws what the file system says */
  write(fd: number, chunks: readonly Uint8Array[]): Promise<void>
}

/**
 * Writes in a thread with a heap of its own. What a socket gives is memory outside of V8's heap, 64 kB at a time, and V8 answers every 64 MiB of
 * it by marking its whole heap: in a web server's process that cost more processor time than all else about an upload. Given to the thread,
 * the memory is off this heap's account at once.
 */
export const createWriteThread = (): WriteThread => {
  // A cloned error would lose its code.
  type Answer = { readonly id: number; readonly error: { readonly code: string; readonly message: string } | null }
  type Waiting = { readonly resolve: () => void; readonly reject: (error: unknown) => void }
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let lastId = 0
  const start = (): Worker => {
    const started = new Worker(program, { eval: true, name: 'uploads' })
    started.on('message', ({ id, error }: Answer) => {
      const asked = waiting.get(id)
      waiting.delete(id)
      if (waiting.size === 0) started.unref()
      if (error === null) asked?.resolve()
      else asked?.reject(Object.assign(new Error(error.message), { code: error.code }))
    })
    const fail = (error: unknown): void => {
      worker = undefined
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    started.once('error', fail)
    started.once('exit', () => fail(new Error('The thread that writes uploads ended.')))
    return started
  }
  return {
    write: (fd, chunks) =>
      new Promise((resolve, reject) => {
        worker ??= start()
        // The process may end while nothing is written, not before.
        worker.ref()
        const id = ++lastId
        waiting.set(id, { resolve, reject })
        const owned = chunks.map(ownMemory)
        worker.postMessage(
          { id, fd, chunks: owned },
          owned.map(({ buffer }) => buffer),
        )
      }),
  }
}

/** A view of a part of some memory is copied: the rest may be somebody else's. */
const ownMemory = (chunk: Uint8Array): Uint8Array<ArrayBuffer> => {
  const { buffer, byteLength } = chunk
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : Uint8Array.prototype.slice.call(chunk)
}
