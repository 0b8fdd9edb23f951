import { type FileHandle, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import { DomainError } from '@/server/errors'
import type { AppendRequest, Intake } from '@/server/ports/intake'
import { asStorageError } from '@/server/storage-error'
import { untilStopped } from './until-stopped'
import { createWriteLocks } from './write-lock'

/** Written together: a system call for each 16 kB that a socket gives would cost more than the copy. */
const batchBytes = 1024 ** 2
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
  const pathOf = (id: string): string => {
    if (!/^[\w-]{1,64}$/.test(id)) throw new DomainError('not_found', 'There is no such upload.')
    return path.join(dir, id)
  }
  const sizeOf = async (id: string): Promise<number> => {
    const found = await stat(pathOf(id)).catch(absentAsUndefined)
    return found?.size ?? 0
  }
  return {
    id: 'disk',
    sizeOf,
    append: async (id, request) => {
      const target = pathOf(id)
      const held = await lock(id, `${target}.lock`)
      try {
        const file = await open(target, 'a')
        try {
          return await appendTo(file, request, held)
        } finally {
          await file.close()
        }
      } catch (error) {
        throw asStorageError(error)
      } finally {
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
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dir)
      return bavail * bsize
    },
  }
}

const appendTo = async (
  file: FileHandle,
  { offset, bytes, limit, isWhole = false, onBytes }: AppendRequest,
  held: { readonly signal: AbortSignal; touch(): void },
): Promise<number> => {
  const { size } = await file.stat()
  if (size !== offset)
    throw new DomainError('conflict', `The upload is at ${size} bytes, not at ${offset}. Go on from there.`, {
      details: { offset: size },
    })
  let written = offset
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let flushedMs = performance.now()
  const flush = async (): Promise<void> => {
    if (pending.length === 0) return
    const batch = pending
    const batchSize = pendingBytes
    pending = []
    pendingBytes = 0
    flushedMs = performance.now()
    const { bytesWritten } = await file.writev(batch)
    if (bytesWritten < batchSize) await file.writeFile(Buffer.concat(batch).subarray(bytesWritten))
    written += batchSize
    onBytes?.(written)
  }
  try {
    for await (const chunk of untilStopped(bytes, held.signal)) {
      held.touch()
      if (written + pendingBytes + chunk.length > limit)
        throw new DomainError('payload_too_large', `More came than the ${limit} bytes that were announced.`)
      pending.push(chunk)
      pendingBytes += chunk.length
      if (pendingBytes >= batchBytes || performance.now() - flushedMs > mostWaitMs) await flush()
    }
    await flush()
  } catch (error) {
    const isRefused = error instanceof DomainError && ['payload_too_large', 'checksum_mismatch'].includes(error.code)
    if (isWhole || isRefused) await file.truncate(offset)
    else await flush().catch(() => undefined)
    throw error
  } finally {
    // What a client is told is safe must outlive a power cut.
    await file.datasync()
  }
  return written
}

const absentAsUndefined = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw asStorageError(error)
}
