import { fdatasync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { DomainError } from '@/server/errors'
import type { AppendRequest } from '@/server/ports/intake'
import { bytesOf, damagedPart, requireOffset, tooManyBytes } from './append-rules'
import { untilStopped } from './until-stopped'
import { leaveLockFile, takeLockFile, type WriteLock } from './write-lock'
import type { ThreadFile, WriteThread } from './write-thread'

/**
 * Hashed and written together: a system call for each 64 kB that a socket gives would cost more than the copy. No more, so that the bytes are
 * still in the processor's cache from their hash when they are copied: with 4 MiB an upload was slower by a third.
 */
const batchBytes = 512 * 1024
/** With the thread, so that it need not wait for a turn of this loop between two batches. */
const mostOnWayBytes = 2 * batchBytes
/** Hashed and held by the thread while it is asked whether they may be written at all. */
const mostAheadBytes = 2 * 1024 ** 2
/** From a slow client: so that what it sent is safe, and seen to be there. */
const mostWaitMs = 1_000

const datasync = promisify(fdatasync)

type Place = {
  readonly path: string
  readonly lockPath: string
  readonly thread: WriteThread
  readonly lock: () => Promise<WriteLock>
  /** Right before the first byte is written, and after the last. */
  readonly onOpen: () => void
  readonly onClosed: () => void
}

type Opened = { readonly fd: number; readonly limit: number; readonly lock: WriteLock }

/**
 * One append to the file of an upload. Its bytes are taken and hashed from the first one on; they are written when its limit is known, which says that
 * they may be, and the file is open under its lock. @throws as `Intake.append`, and what the file system says
 */
export const appendFile = async (place: Place, request: AppendRequest): Promise<number> => {
  const { offset, bytes, isWhole = false, hash = null } = request
  const file = place.thread.begin({ isHashed: hash !== null })
  const stop = new AbortController()
  const opening = open(place, file, request, stop)
  opening.catch((error: unknown) => stop.abort(error))
  const writer = createWriter(file, request, { opening, stop })
  const broken = await takeAll(untilStopped(bytes, stop.signal), writer)
  const { fd, limit, lock } = await opening
  try {
    if (broken !== null) throw broken.error
    const size = writer.size()
    if (size > limit) throw tooManyBytes(limit)
    writer.flush()
    const isLast = size === limit
    if (!(await file.end({ hash, isClosed: !isLast })).isSound) throw damagedPart()
    if (isLast) {
      // Before the whole is called whole it must outlive a power cut. A part before that need only outlive this process: after a power cut
      // the client asks where to go on, and the file's length is the answer.
      await datasync(fd)
      await file.close({ truncateTo: null })
    }
    return size
  } catch (error) {
    const isRefused = error instanceof DomainError && ['payload_too_large', 'checksum_mismatch'].includes(error.code)
    const isDropped = isWhole || isRefused
    if (!isDropped) {
      writer.flush()
      await file.end({ hash: null, isClosed: false }).catch(() => undefined)
    }
    await close(place, file, isDropped ? offset : null)
    throw error
  } finally {
    leaveLockFile(place.lockPath)
    place.onClosed()
    lock.leave()
  }
}

/** What ended the bytes before their end, if anything did. */
const takeAll = async (
  batches: AsyncIterable<readonly Uint8Array[]>,
  writer: ReturnType<typeof createWriter>,
): Promise<{ readonly error: unknown } | null> => {
  try {
    for await (const chunks of batches) await writer.add(chunks)
    return null
  } catch (error) {
    return { error }
  }
}

/** Leaves nothing behind when it fails. */
const open = async (
  place: Place,
  file: ThreadFile,
  { limit, offset }: AppendRequest,
  stop: AbortController,
): Promise<Opened> => {
  let lock: WriteLock | null = null
  let isLockTaken = false
  try {
    const most = await limit
    const held = await place.lock()
    lock = held
    held.signal.addEventListener('abort', () => stop.abort(held.signal.reason), { once: true })
    const { path, lockPath } = place
    const { fd, size } = await takeLockFile(lockPath, () => file.open({ path, lockPath }))
    isLockTaken = true
    requireOffset(offset, size)
    place.onOpen()
    file.allow()
    return { fd, limit: most, lock: held }
  } catch (error) {
    await (isLockTaken ? close(place, file, null) : file.close({ truncateTo: null })).catch(() => undefined)
    if (isLockTaken) leaveLockFile(place.lockPath)
    lock?.leave()
    throw error
  }
}

const close = (place: Place, file: ThreadFile, truncateTo: number | null): Promise<void> =>
  file.close({ truncateTo }).catch(async (error: unknown) => {
    // Of a thread that ended: nobody else takes the lock away.
    await rm(place.lockPath, { force: true })
    throw error
  })

/** Gives batches to the thread while the next ones come. */
const createWriter = (
  file: ThreadFile,
  { offset, onBytes }: AppendRequest,
  { opening, stop }: { readonly opening: Promise<Opened>; readonly stop: AbortController },
) => {
  let opened: Opened | null = null
  opening.then(
    (found) => {
      opened = found
    },
    () => undefined,
  )
  const onWay: { readonly sizeBytes: number; readonly written: Promise<unknown> }[] = []
  let onWayBytes = 0
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let flushedMs = performance.now()
  let taken = offset
  const flush = (): void => {
    if (pendingBytes === 0) return
    const written = file.write(pending).then(({ writtenBytes }) => {
      if (writtenBytes > 0) onBytes?.(offset + writtenBytes)
    })
    // At once, though the sender may be silent: a full disk, or a lock that is another writer's now.
    written.catch((error: unknown) => stop.abort(error))
    onWay.push({ sizeBytes: pendingBytes, written })
    onWayBytes += pendingBytes
    pending = []
    pendingBytes = 0
    flushedMs = performance.now()
  }
  return {
    /** With what is still on its way to the disk. */
    size: () => taken,
    flush,
    add: async (chunks: readonly Uint8Array[]): Promise<void> => {
      opened?.lock.touch()
      if (opened !== null && taken + bytesOf(chunks) > opened.limit) throw tooManyBytes(opened.limit)
      for (const chunk of chunks) {
        pending.push(chunk)
        pendingBytes += chunk.length
        taken += chunk.length
        if (pendingBytes >= batchBytes) flush()
      }
      if (performance.now() - flushedMs > mostWaitMs) flush()
      if (opened === null && taken - offset >= mostAheadBytes) await opening
      while (onWayBytes > mostOnWayBytes) {
        const first = onWay.shift()
        onWayBytes -= first?.sizeBytes ?? 0
        await first?.written
      }
    },
  }
}
