import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { constants, copyFile, link, lstat, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { mediaRoom } from '@/server/disk-room'
import { codeOf, DomainError } from '@/server/errors'
import type { ObjectStat, ObjectStore } from '@/server/ports/object-store'
import { asStorageError, storageAway } from '@/server/storage-error'
import { contentTypeOf } from './content-type'
import { isObjectKey, requireObjectKey } from './object-key'

/** Objects as files under `dir`. A symbolic link in there is no object: nothing of ours makes one. */
export const createDiskObjectStore = async ({ dir }: { readonly dir: string }): Promise<ObjectStore> => {
  await mkdir(dir, { recursive: true })
  const pathOf = (key: string): string => path.join(dir, requireObjectKey(key))
  const publish = async (
    key: string,
    write: (temporary: string) => Promise<void>,
    name: (temporary: string, target: string) => Promise<void> = rename,
  ): Promise<void> => {
    const target = pathOf(key)
    const folder = path.dirname(target)
    // Of this machine's data folder: without the mark the bundler takes all that a path may name for files to ship.
    const temporary = path.join(
      /* turbopackIgnore: true */ folder,
      `.${path.basename(target)}.${randomBytes(6).toString('hex')}`,
    )
    try {
      await makeFolders(dir, path.dirname(key))
      await write(temporary)
      // On disk before it has its name: after a power cut a name never stands for bytes that are not there.
      await sync(temporary)
      await name(temporary, target)
      await sync(folder)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') await requireFolder(dir)
      throw asStorageError(error)
    } finally {
      await rm(temporary, { force: true })
    }
  }
  const existing = async (key: string) => {
    // O_NOFOLLOW: opened and judged in one go, so that nothing can be exchanged in between.
    const file = await open(pathOf(key), constants.O_RDONLY | constants.O_NOFOLLOW).catch(absentAsUndefined)
    const info = await file?.stat()
    if (file !== undefined && info?.isFile()) return file
    await file?.close()
    await requireFolder(dir)
    throw new DomainError('not_found', 'The file is no longer there.')
  }
  const walk = async function* (folder: string, prefix: string): AsyncGenerator<ObjectStat> {
    const entries = await readdir(path.join(dir, folder), { withFileTypes: true }).catch(absentAsUndefined)
    for (const entry of (entries ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const key = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.name.startsWith('.')) continue
      if (entry.isDirectory() && (key.startsWith(prefix) || prefix.startsWith(`${key}/`))) yield* walk(key, prefix)
      if (!entry.isFile() || !key.startsWith(prefix) || !isObjectKey(key)) continue
      const found = await statFile(key, path.join(dir, key))
      if (found !== undefined) yield found
    }
  }
  return {
    id: 'disk',
    put: (key, body, _meta, { onlyIfAbsent = false } = {}) =>
      publish(
        key,
        (temporary) =>
          body instanceof Readable ? pipeline(body, createWriteStream(temporary)) : writeFile(temporary, body),
        onlyIfAbsent ? nameOnce : rename,
      ),
    putFile: (key, localPath) =>
      publish(key, (temporary) =>
        rename(localPath, temporary).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EXDEV') throw error
          await copyFile(localPath, temporary)
          await rm(localPath)
        }),
      ),
    stat: async (key) => {
      const found = isObjectKey(key) ? await statFile(key, pathOf(key)) : undefined
      if (found === undefined) await requireFolder(dir)
      return found
    },
    read: async (key, range) => {
      const file = await existing(key)
      return file.createReadStream({ highWaterMark: 256 * 1024, ...range })
    },
    localPath: async (key) => {
      await (await existing(key)).close()
      return pathOf(key)
    },
    delete: async (key) => {
      await rm(pathOf(key), { force: true }).catch((error) => {
        throw asStorageError(error)
      })
    },
    list: (prefix) => walk('', prefix),
    freeBytes: () => mediaRoom(dir),
  }
}

/** A disk that is not mounted looks like one on which nothing is. @throws storage_unavailable */
const requireFolder = async (dir: string): Promise<void> => {
  await stat(dir).catch((cause: unknown) => {
    throw storageAway(cause)
  })
}

/** Those of an object, in `dir`, and never `dir` itself: made anew, it would be another one than the one that is away. */
const makeFolders = async (dir: string, below: string): Promise<void> => {
  let folder = dir
  for (const name of below.split('/')) {
    folder = path.join(/* turbopackIgnore: true */ folder, name)
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

const statFile = async (key: string, file: string): Promise<ObjectStat | undefined> => {
  const found = await lstat(file).catch(absentAsUndefined)
  if (!found?.isFile()) return undefined
  return { key, sizeBytes: found.size, contentType: contentTypeOf(key), modifiedAtMs: Math.floor(found.mtimeMs) }
}

/** Unlike a rename, a link fails where the name is taken. */
const nameOnce = (temporary: string, target: string): Promise<void> =>
  link(temporary, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new DomainError('conflict', 'The object is already there.')
    throw error
  })

const sync = async (file: string): Promise<void> => {
  const handle = await open(file, 'r')
  await handle.sync().finally(() => handle.close())
}

const absentAsUndefined = (error: NodeJS.ErrnoException): undefined => {
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EISDIR'].includes(error.code ?? '')) return undefined
  throw asStorageError(error)
}
