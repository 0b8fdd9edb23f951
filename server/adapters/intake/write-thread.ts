import { Worker } from 'node:worker_threads'

/**
 * Runs in the thread; text, because the web server's bundler would have to be told of a file. All about one append is done there, so that a
 * part costs the main thread two questions and not a dozen: each would wait for its turn of the loop.
 */
const program = `
const { parentPort } = require('node:worker_threads')
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const files = new Map()
const writeAll = (fd, chunks) => {
  let left = chunks
  while (left.length > 0) {
    let written = left.length === 1 ? fs.writeSync(fd, left[0]) : fs.writevSync(fd, left)
    while (left.length > 0 && written >= left[0].length) {
      written -= left[0].length
      left = left.slice(1)
    }
    if (written > 0) left = [left[0].subarray(written), ...left.slice(1)]
  }
}
const write = (file, chunks) => {
  // After a write that failed in its middle nothing may follow.
  if (file.error !== null) throw file.error
  for (const chunk of chunks) file.hash?.update(chunk)
  file.held.push(...chunks)
  if (!file.isAllowed) return
  const given = file.held
  file.held = []
  try {
    if (!holdsLock(file)) throw Object.assign(new Error('Somebody else writes this file now.'), { code: 'ESTALE' })
    writeAll(file.fd, given)
  } catch (error) {
    file.error = error
    throw error
  }
  for (const { length } of given) file.writtenBytes += length
}
const takeLock = (lockPath) => {
  const lock = fs.openSync(lockPath, 'wx')
  try {
    fs.writeSync(lock, String(process.pid))
    return lock
  } catch (error) {
    // A full disk: without its owner's number the lock would stand until it is old.
    fs.rmSync(lockPath, { force: true })
    fs.closeSync(lock)
    throw error
  }
}
// Whoever takes it for dead, because this process stood still, takes the lock's file away. It is kept open: no other file gets its number.
const holdsLock = ({ lock, lockPath }) =>
  lock !== null && fs.statSync(lockPath, { throwIfNoEntry: false })?.ino === fs.fstatSync(lock).ino
const close = (file) => {
  const { fd, lock, lockPath } = file
  try {
    if (fd !== null) fs.closeSync(fd)
  } finally {
    if (holdsLock(file)) fs.rmSync(lockPath, { force: true })
    if (lock !== null) fs.closeSync(lock)
    file.fd = null
    file.lock = null
  }
}
const work = {
  begin: (file, { isHashed }) => {
    files.set(file, {
      hash: isHashed ? createHash('sha256') : null,
      held: [],
      fd: null,
      isAllowed: false,
      lock: null,
      lockPath: null,
      writtenBytes: 0,
      error: null,
    })
  },
  open: (file, { path, lockPath }) => {
    const state = files.get(file)
    state.lock = takeLock(lockPath)
    state.lockPath = lockPath
    try {
      state.fd = fs.openSync(path, 'a')
      return { fd: state.fd, size: fs.fstatSync(state.fd).size }
    } catch (error) {
      close(state)
      throw error
    }
  },
  allow: (file) => {
    const state = files.get(file)
    state.isAllowed = true
    write(state, [])
  },
  write: (file, { chunks }) => {
    const state = files.get(file)
    write(state, chunks)
    return { writtenBytes: state.writtenBytes }
  },
  end: (file, { hash, isClosed }) => {
    const state = files.get(file)
    write(state, [])
    const isSound = hash === null || state.hash.digest().equals(hash)
    if (isSound && isClosed) {
      close(state)
      files.delete(file)
    }
    return { isSound, writtenBytes: state.writtenBytes }
  },
  close: (file, { truncateTo }) => {
    const state = files.get(file)
    files.delete(file)
    try {
      if (truncateTo !== null && state.fd !== null && holdsLock(state)) fs.ftruncateSync(state.fd, truncateTo)
    } finally {
      close(state)
    }
  },
}
parentPort.on('message', ({ id, what, file, asked }) => {
  try {
    parentPort.postMessage({ id, value: work[what](file, asked), error: null })
  } catch (error) {
    parentPort.postMessage({ id, value: null, error: { code: error.code, message: error.message } })
  }
})
`

/** One append to one file. What fails, fails with what the file system says. */
export type ThreadFile = {
  /**
   * Makes the lock's file and opens the other one for appending. The descriptor is the process's. @throws EEXIST when there is a lock. From
   * the moment on in which somebody takes that lock away, nothing here changes the file: what is written then fails with ESTALE.
   */
  open(at: {
    readonly path: string
    readonly lockPath: string
  }): Promise<{ readonly fd: number; readonly size: number }>
  /** What was given is written, and what comes; until then it is hashed and held. */
  allow(): void
  /** In the order of the calls. The chunks are given away: their memory is gone here afterwards. Tells how much of all is in the file. */
  write(chunks: readonly Uint8Array[]): Promise<{ readonly writtenBytes: number }>
  /** After the last write: whether the SHA-256 of all is this one. If it is, and if it is wished, the file is closed and its lock is gone. */
  end(options: {
    readonly hash: Uint8Array | null
    readonly isClosed: boolean
  }): Promise<{ readonly isSound: boolean; readonly writtenBytes: number }>
  /** Whatever came before, and also what was never opened. Not after an `end` that closed. */
  close(options: { readonly truncateTo: number | null }): Promise<void>
}

export type WriteThread = { begin(options: { readonly isHashed: boolean }): ThreadFile }

type Answer = {
  readonly id: number
  readonly value: unknown
  // A cloned error would lose its code.
  readonly error: { readonly code: string; readonly message: string } | null
}

/**
 * Hashes and writes in a thread with a heap of its own. What a socket gives is memory outside of V8's heap, 64 kB at a time, and V8 answers every
 * 64 MiB of it by marking its whole heap: in a web server's process that cost more processor time than all else about an upload. Given to
 * the thread, the memory is off this heap's account at once.
 */
export const createWriteThread = (): WriteThread => {
  type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let lastId = 0
  const start = (): Worker => {
    const started = new Worker(program, { eval: true, name: 'uploads' })
    started.on('message', ({ id, value, error }: Answer) => {
      const asked = waiting.get(id)
      waiting.delete(id)
      if (waiting.size === 0) started.unref()
      if (error === null) asked?.resolve(value)
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
  /** The thread's program and the types of its answers stand in one file; nothing else looks at the pair. */
  const ask = <T>(what: string, file: number, asked: object, given: ArrayBuffer[] = []): Promise<T> =>
    new Promise((resolve, reject) => {
      worker ??= start()
      // The process may end while nothing is written, not before.
      worker.ref()
      const id = ++lastId
      waiting.set(id, { resolve: (value) => resolve(value as T), reject })
      worker.postMessage({ id, what, file, asked }, given)
    })
  return {
    begin: (options) => {
      const file = ++lastId
      // Answered like all; what went wrong with it the next call meets too.
      ask('begin', file, options).catch(() => undefined)
      return {
        open: (at) => ask('open', file, at),
        allow: () => void ask('allow', file, {}).catch(() => undefined),
        write: (chunks) => {
          const owned = chunks.map(ownMemory)
          return ask(
            'write',
            file,
            { chunks: owned },
            owned.map(({ buffer }) => buffer),
          )
        },
        end: (end) => ask('end', file, end),
        close: (close) => ask('close', file, close),
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
