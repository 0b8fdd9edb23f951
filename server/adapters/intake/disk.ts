import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { mediaRoom } from '@/server/disk-room'
import { codeOf, DomainError } from '@/server/errors'
import type { Intake } from '@/server/ports/intake'
import { asStorageError, storageAway } from '@/server/storage-error'
import { appendFile } from './append-file'
import { busy, createWriteLocks } from './write-lock'
import { createWriteThread } from './write-thread'

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
      const lockPath = `${target}.lock`
      const place = {
        path: target,
        lockPath,
        thread,
        lock: () => lock(id, lockPath),
        onOpen: () => {
          if (request.isWhole) wholeFrom.set(id, request.offset)
        },
        onClosed: () => void wholeFrom.delete(id),
      }
      return appendFile(place, request).catch((error: unknown) => {
        throw asIntakeError(error)
      })
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
        // A lock, or one that was set aside.
        if (name.includes('.lock')) continue
        const found = await stat(path.join(dir, name)).catch(absentAsUndefined)
        if (found?.isFile()) yield { id: name, modifiedAtMs: found.mtimeMs }
      }
    },
    freeBytes: () => mediaRoom(dir),
  }
}

const asIntakeError = (error: unknown): unknown => {
  const code = codeOf(error)
  // The lock was another writer's meanwhile.
  if (code === 'ESTALE') return busy()
  // A file that is made where it is not yet can lack nothing but its folder.
  return code === 'ENOENT' ? storageAway(error) : asStorageError(error)
}

const absentAsUndefined = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw asStorageError(error)
}
