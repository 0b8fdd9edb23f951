import { Worker } from 'node:worker_threads'

/**
 * Runs in the thread; text, because the web server's bundler would have to be told of a file. File descriptors are the process's, so a number is
 * all it takes.
 */
const program = `
const { parentPort } = require('node:worker_threads')
const { createHash } = require('node:crypto')
const { writeSync, writevSync } = require('node:fs')
const hashes = new Map()
const write = (fd, chunks) => {
  let left = chunks
  while (left.length > 0) {
    let written = left.length === 1 ? writeSync(fd, left[0]) : writevSync(fd, left)
    while (left.length > 0 && written >= left[0].length) {
      written -= left[0].length
      left = left.slice(1)
    }
    if (written > 0) left = [left[0].subarray(written), ...left.slice(1)]
  }
}
const work = ({ what, file, fd, chunks }) => {
  if (what === 'hash') hashes.set(file, createHash('sha256'))
  if (what === 'write') {
    for (const chunk of chunks) hashes.get(file)?.update(chunk)
    write(fd, chunks)
  }
  const digest = what === 'end' ? hashes.get(file)?.digest() : undefined
  if (what === 'end') hashes.delete(file)
  return digest ?? null
}
parentPort.on('message', ({ id, ...asked }) => {
  try {
    parentPort.postMessage({ id, digest: work(asked), error: null })
  } catch (error) {
    parentPort.postMessage({ id, digest: null, error: { code: error.code, message: error.message } })
  }
})
`

/** One append to one open file. */
export type ThreadFile = {
  /** In the order of the calls. The chunks are given away: their memory is gone here afterwards. @throws what the file system says */
  write(chunks: readonly Uint8Array[]): Promise<void>
  /** After the last write, also after one that failed: the SHA-256 of what was written, if it was asked for. */
  end(): Promise<Uint8Array | null>
}

export type WriteThread = { open(fd: number, options: { readonly isHashed: boolean }): ThreadFile }

type Asked = {
  readonly what: 'hash' | 'write' | 'end'
  readonly file: number
  readonly fd?: number
  readonly chunks?: Uint8Array[]
}
type Answer = {
  readonly id: number
  readonly digest: Uint8Array | null
  // A cloned error would lose its code.
  readonly error: { readonly code: string; readonly message: string } | null
}

/**
 * Hashes and writes in a thread with a heap of its own. What a socket gives is memory outside of V8's heap, 64 kB at a time, and V8 answers every
 * 64 MiB of it by marking its whole heap: in a web server's process that cost more processor time than all else about an upload. Given to
 * the thread, the memory is off this heap's account at once.
 */
export const createWriteThread = (): WriteThread => {
  type Waiting = { readonly resolve: (digest: Uint8Array | null) => void; readonly reject: (error: unknown) => void }
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let lastId = 0
  const start = (): Worker => {
    const started = new Worker(program, { eval: true, name: 'uploads' })
    started.on('message', ({ id, digest, error }: Answer) => {
      const asked = waiting.get(id)
      waiting.delete(id)
      if (waiting.size === 0) started.unref()
      if (error === null) asked?.resolve(digest)
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
  const ask = (asked: Asked, given: ArrayBuffer[] = []): Promise<Uint8Array | null> =>
    new Promise((resolve, reject) => {
      worker ??= start()
      // The process may end while nothing is written, not before.
      worker.ref()
      const id = ++lastId
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, ...asked }, given)
    })
  return {
    open: (fd, { isHashed }) => {
      const file = ++lastId
      // Answered like all; what went wrong with it the next call meets too.
      if (isHashed) ask({ what: 'hash', file }).catch(() => undefined)
      return {
        write: async (chunks) => {
          const owned = chunks.map(ownMemory)
          await ask(
            { what: 'write', file, fd, chunks: owned },
            owned.map(({ buffer }) => buffer),
          )
        },
        end: () => ask({ what: 'end', file }),
      }
    },
  }
}

/** A view of a part of some memory is copied: the rest may be somebody else's. */
const ownMemory = (chunk: Uint8Array): Uint8Array<ArrayBuffer> => {
  const { buffer, byteLength } = chunk
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : Uint8Array.prototype.slice.call(chunk)
}
