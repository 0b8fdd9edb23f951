import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '@/server/errors'
import { asStorageError } from '@/server/storage-error'

export type FileCache = {
  /** Path of the copy of `version` (a key and what tells its contents apart), fetched when it is not there. */
  get(version: string, sizeBytes: number, fetch: () => Promise<Readable>): Promise<string>
  /** Takes a local file in as that copy. */
  adopt(version: string, localPath: string): Promise<void>
}

type CacheOptions = {
  readonly dir: string
  readonly maxBytes: number
  /** A copy that was asked for within this time is in use and stays, even past `maxBytes`. */
  readonly holdMs?: number
}

/**
 * Copies of remote objects as files, the least recently used removed first. Safe between processes without locks: a copy gets its name when it
 * is whole, its time says when it was last asked for, and a program that has it open keeps its bytes though the name goes.
 */
export const createFileCache = async ({ dir, maxBytes, holdMs = 6 * 3_600_000 }: CacheOptions): Promise<FileCache> => {
  await mkdir(dir, { recursive: true })
  const pathOf = (version: string): string => {
    const ending = /\.[a-z0-9]{1,8}(?=\n)/.exec(version)?.[0] ?? ''
    return path.join(dir, `${createHash('sha256').update(version).digest('hex')}${ending}`)
  }
  const underWay = new Map<string, Promise<string>>()
  const touch = async (file: string): Promise<boolean> => {
    const now = new Date()
    return utimes(file, now, now).then(
      () => true,
      () => false,
    )
  }
  const makeRoom = async (sizeBytes: number): Promise<void> => {
    const files: { file: string; size: number; usedMs: number }[] = []
    for (const name of await readdir(dir)) {
      const file = path.join(dir, name)
      const found = await stat(file).catch(() => undefined)
      if (found === undefined) continue
      // Left by a process that died while it fetched.
      if (name.startsWith('.') && found.mtimeMs < Date.now() - holdMs) await rm(file, { force: true })
      else files.push({ file, size: found.size, usedMs: found.mtimeMs })
    }
    let total = files.reduce((sum, { size }) => sum + size, sizeBytes)
    for (const { file, size, usedMs } of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (total <= maxBytes || usedMs > Date.now() - holdMs) return
      await rm(file, { force: true })
      total -= size
    }
  }
  const bring = async (target: string, sizeBytes: number, write: (temporary: string) => Promise<void>) => {
    // Of this machine's data folder: without the mark the bundler takes all that a path may name for files to ship.
    const temporary = path.join(
      /* turbopackIgnore: true */ dir,
      `.${path.basename(target)}.${randomBytes(6).toString('hex')}`,
    )
    try {
      await makeRoom(sizeBytes)
      await write(temporary)
      await rename(temporary, target)
    } catch (error) {
      throw asStorageError(error)
    } finally {
      await rm(temporary, { force: true })
    }
  }
  const fetchWhole = async (target: string, sizeBytes: number, fetch: () => Promise<Readable>): Promise<string> => {
    await bring(target, sizeBytes, async (temporary) => {
      const source = await fetch()
      await pipeline(source, createWriteStream(temporary)).catch((cause: NodeJS.ErrnoException) => {
        if (['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'].includes(cause.code ?? '')) throw cause
        if (cause.name === 'AbortError') throw new DomainError('cancelled', 'Cancelled.', { cause })
        throw new DomainError('storage_unavailable', 'The media storage broke off. Try again in a moment.', { cause })
      })
      if ((await stat(temporary)).size !== sizeBytes)
        throw new DomainError('storage_unavailable', 'The media storage broke off. Try again in a moment.')
    })
    return target
  }
  return {
    get: async (version, sizeBytes, fetch) => {
      const target = pathOf(version)
      if (await touch(target)) return target
      const already = underWay.get(target)
      if (already !== undefined) return already
      const fetching = fetchWhole(target, sizeBytes, fetch).finally(() => underWay.delete(target))
      underWay.set(target, fetching)
      return fetching
    },
    adopt: async (version, localPath) => {
      const { size } = await stat(localPath)
      await bring(pathOf(version), size, async (temporary) => {
        await rename(localPath, temporary).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EXDEV') throw error
          await copyFile(localPath, temporary)
          await rm(localPath)
        })
      })
      await touch(pathOf(version))
    },
  }
}
