import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { mediaRoom } from '@/server/disk-room'
import { DomainError } from '@/server/errors'
import type { AppendRequest, Intake } from '@/server/ports/intake'
import { asStorageError, storageAway } from '@/server/storage-error'
import { bytesOf, damagedPart, requireOffset, tooManyBytes } from './append-rules'
import { untilStopped } from './until-stopped'
import { createWriteLocks } from './write-lock'
import { createWriteThread, type WriteThread } from './write-thread'

/**
 * Written together: a system call for each 64 kB that a socket gives would cost more than the copy. No more, so that the bytes are still in the
 * processor's cache from their hash when they are copied: with 4 MiB an upload was slower by a third.
 */
const batchBytes = 512 * 1024
/** From a slow client: so that what it sent is safe, and seen to be there. */
const mostWaitMs = 1_000

/** One growing file per upload under `dir`: its length is the offset, so nothing that dies can make the two disagree. */
export const createDiskIntake = async ({
  dir,
  now = Date.now,
}: {
  readonly dir: string
  readonly now?: () => number
}): Promise<Intake> => {
  await mkdir(dir, { recursive: true })
  const lock = createWriteLocks(now)
  const thread = createWriteThread()
  const pathOf = (id: string): string => {
    if (!/^[\w-]{1,64}$/.test(id)) throw new DomainError('not_found', 'There is no such upload.')
    return path.join(dir, id)
  }
  /** Where a part began that is being written and will be there as a whole or not at all, by id. */
  const wholeFrom = new Map<string, number>()
  const sizeOf = async (id: string): Promise<number> => {
    const found = await stat(pathOf(id)).catch(absentAsUndefined)
    return wholeFrom.get(id) ?? found?.size ?? 0
  }
  return {
    id: 'disk',
    sizeOf,
    append: async (id, request) => {
      const target = pathOf(id)
      const held = await lock(id, `${target}.lock`).catch((error: unknown) => {
        throw asIntakeError(error)
      })
      try {
        return await appendTo(await open(target, 'a'), thread, request, held, () => {
          if (request.isWhole) wholeFrom.set(id, request.offset)
        })
      } catch (error) {
        throw asIntakeError(error)
      } finally {
        wholeFrom.delete(id)
        await held.release()
      }
    },
    collect: async (id) => {
      if ((await sizeOf(id)) === 0) throw new DomainError('not_found', 'The bytes of this upload are no longer there.')
      return pathOf(id)
    },
    remove: async (id) => {
      await Promise.all([pathOf(id), `${pathOf(id)}.lock`].map((each) => rm(each, { force: true })))
    },
    list: async function* () {
      for (const name of (await readdir(dir)).sort()) {
        if (name.endsWith('.lock')) continue
        const found = await stat(path.join(dir, name)).catch(absentAsUndefined)
        if (found?.isFile()) yield { id: name, modifiedAtMs: found.mtimeMs }
      }
    },
    freeBytes: () => mediaRoom(dir),
  }
}

type Held = { readonly signal: AbortSignal; touch(): void }

const appendTo = async (
  file: FileHandle,
  thread: WriteThread,
  request: AppendRequest,
  held: Held,
  onBegin: () => void,
): Promise<number> => {
  const writer = createWriter(file, thread, request)
  try {
    const { size } = await file.stat()
    requireOffset(request.offset, size)
    onBegin()
    await take(file, writer, request, held)
    // Before the whole is called whole it must outlive a power cut. A part before that need only outlive this process: after a power cut the
    // client asks where to go on, and the file's length is the answer.
    if (writer.size() === request.limit) await file.datasync()
    return writer.size()
  } finally {
    await file.close()
  }
}

const take = async (
  file: FileHandle,
  writer: ReturnType<typeof createWriter>,
  { offset, bytes, limit, isWhole = false, hash = null }: AppendRequest,
  held: Held,
): Promise<void> => {
  try {
    for await (const chunks of untilStopped(bytes, held.signal)) {
      held.touch()
      const chunksBytes = bytesOf(chunks)
      if (writer.size() + chunksBytes > limit) throw tooManyBytes(limit)
      await writer.add(chunks, chunksBytes)
    }
    const digest = await writer.finish()
    if (hash !== null && (digest === null || Buffer.compare(digest, hash) !== 0)) throw damagedPart()
  } catch (error) {
    const isRefused = error instanceof DomainError && ['payload_too_large', 'checksum_mismatch'].includes(error.code)
    // What is on its way to the file is there first: a truncation in front of it would be undone by it.
    await (isWhole ? writer.stop() : writer.finish()).catch(() => undefined)
    if (isWhole || isRefused) await file.truncate(offset)
    throw error
  }
}

/** Writes one batch while the next one comes. */
const createWriter = (file: FileHandle, thread: WriteThread, { offset, onBytes, hash = null }: AppendRequest) => {
  const target = thread.open(file.fd, { isHashed: hash !== null })
  let written = offset
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let flushedMs = performance.now()
  let writing: Promise<void> = Promise.resolve()
  const write = async (batch: readonly Uint8Array[], batchSize: number): Promise<void> => {
    await target.write(batch)
    written += batchSize
    onBytes?.(written)
  }
  const flush = async (): Promise<void> => {
    await writing
    if (pendingBytes === 0) return
    writing = write(pending, pendingBytes)
    // Thrown by the next flush; until then nobody is asked.
    writing.catch(() => undefined)
    pending = []
    pendingBytes = 0
    flushedMs = performance.now()
  }
  let taken = offset
  return {
    /** With what is still on its way to the disk. */
    size: () => taken,
    add: async (chunks: readonly Uint8Array[], chunksBytes: number): Promise<void> => {
      pending.push(...chunks)
      pendingBytes += chunksBytes
      taken += chunksBytes
      if (pendingBytes >= batchBytes || performance.now() - flushedMs > mostWaitMs) await flush()
    },
    /** The SHA-256 of all that was added, where one is wanted. */
    finish: async (): Promise<Uint8Array | null> => {
      await flush()
      const ended = target.end()
      // Thrown below, unless the writing before it was.
      ended.catch(() => undefined)
      await writing
      return ended
    },
    /** Nothing more is written. */
    stop: async (): Promise<void> => {
      pending = []
      pendingBytes = 0
      await Promise.allSettled([target.end(), writing])
    },
  }
}

/** A file that is made where it is not yet can lack nothing but its folder. */
const asIntakeError = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' ? storageAway(error) : asStorageError(error)

const absentAsUndefined = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw asStorageError(error)
}
