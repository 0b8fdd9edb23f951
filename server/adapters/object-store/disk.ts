import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '@/server/errors'
import type { ObjectStat, ObjectStore } from '@/server/ports/object-store'

/** Objects as files under `dir`, their type told by the ending that our own keys carry. */
export const createDiskObjectStore = async ({ dir }: { readonly dir: string }): Promise<ObjectStore> => {
  await mkdir(dir, { recursive: true })
  const pathOf = (key: string): string => {
    if (!/^[\w-]+(\/[\w.-]+)+$/.test(key) || key.split('/').some((part) => part.startsWith('.')))
      throw new DomainError('internal', `Bad object key: ${key}`)
    return path.join(dir, key)
  }
  const publish = async (key: string, write: (temporary: string) => Promise<void>): Promise<void> => {
    const target = pathOf(key)
    await mkdir(path.dirname(target), { recursive: true })
    const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}`)
    try {
      await write(temporary)
      // On disk before it has its name: after a power cut a name never stands for bytes that are not there.
      const file = await open(temporary, 'r+')
      await file.sync().finally(() => file.close())
      await rename(temporary, target)
    } catch (error) {
      throw asStorageError(error)
    } finally {
      await rm(temporary, { force: true })
    }
  }
  const statKey = async (key: string): Promise<ObjectStat | undefined> => {
    const found = await stat(pathOf(key)).catch(absentAsUndefined)
    if (found === undefined || !found.isFile()) return undefined
    return { key, sizeBytes: found.size, contentType: typeOf(key), modifiedAtMs: Math.floor(found.mtimeMs) }
  }
  const existing = async (key: string): Promise<ObjectStat> => {
    const found = await statKey(key)
    if (found === undefined) throw new DomainError('not_found', 'The file is no longer there.')
    return found
  }
  return {
    id: 'disk',
    put: (key, body) =>
      publish(key, (temporary) =>
        body instanceof Readable ? pipeline(body, createWriteStream(temporary)) : writeFile(temporary, body),
      ),
    putFile: async (key, localPath) => {
      await publish(key, (temporary) =>
        rename(localPath, temporary).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EXDEV') throw error
          await copyFile(localPath, temporary)
          await rm(localPath)
        }),
      )
    },
    stat: statKey,
    read: async (key, range) => {
      await existing(key)
      return createReadStream(pathOf(key), range ? { start: range.start, end: range.end } : {})
    },
    localPath: async (key) => {
      await existing(key)
      return pathOf(key)
    },
    delete: async (key) => rm(pathOf(key), { force: true }),
    list: async function* (prefix) {
      const names = await readdir(dir, { recursive: true, encoding: 'utf8' }).catch(absentAsUndefined)
      for (const name of (names ?? []).sort()) {
        const key = name.split(path.sep).join('/')
        if (!key.startsWith(prefix) || path.basename(key).startsWith('.')) continue
        const found = await stat(path.join(dir, name)).catch(absentAsUndefined)
        if (found?.isFile())
          yield { key, sizeBytes: found.size, contentType: typeOf(key), modifiedAtMs: Math.floor(found.mtimeMs) }
      }
    },
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(dir)
      return bavail * bsize
    },
  }
}

const types: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.jpg': 'image/jpeg',
  '.srt': 'application/x-subrip; charset=utf-8',
  '.vtt': 'text/vtt; charset=utf-8',
  '.json': 'application/json',
}
const typeOf = (key: string): string => types[path.extname(key)] ?? 'application/octet-stream'

const absentAsUndefined = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw asStorageError(error)
}

const asStorageError = (error: unknown): unknown => {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new DomainError('storage_full', 'The disk is full. Free some space and try again; nothing was lost.', {
      cause: error,
    })
  if (code === 'EROFS' || code === 'EIO' || code === 'EACCES')
    return new DomainError('storage_unavailable', 'The media storage does not answer. Try again in a moment.', {
      cause: error,
    })
  return error
}
