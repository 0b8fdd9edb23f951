import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import type { Intake } from '@/server/ports/intake'
import type { ObjectStore } from '@/server/ports/object-store'
import { asStorageError } from '@/server/storage-error'
import { bytesOf, damagedPart, requireOffset, tooManyBytes } from './append-rules'
import { untilStopped } from './until-stopped'
import { createWriteLocks } from './write-lock'

const prefix = 'incoming'
const meta = { contentType: 'application/octet-stream' }
type Piece = { readonly key: string; readonly offset: number; readonly sizeBytes: number }

/**
 * An upload as objects `incoming/<id>/<offset>`, one per part that came: there is nothing to lose but the part on its way, and any web
 * machine can take the next. Two machines that are sent the same part make the same key, and the store lets one of them have it.
 * `scratchDir` is where `collect` puts the whole on a worker.
 */
export const createObjectIntake = async (
  objects: ObjectStore,
  { scratchDir, now = Date.now }: { readonly scratchDir: string; readonly now?: () => number },
): Promise<Intake> => {
  await mkdir(scratchDir, { recursive: true })
  const lock = createWriteLocks(now)
  const folderOf = (id: string): string => {
    if (!/^[\w-]{1,64}$/.test(id)) throw new DomainError('not_found', 'There is no such upload.')
    return `${prefix}/${id}/`
  }
  const piecesOf = async (id: string): Promise<Piece[]> => {
    const found: Piece[] = []
    for await (const { key, sizeBytes } of objects.list(folderOf(id)))
      found.push({ key, sizeBytes, offset: Number(key.slice(key.lastIndexOf('/') + 1)) })
    const pieces: Piece[] = []
    let end = 0
    for (const piece of found.sort((a, b) => a.offset - b.offset)) {
      // Of a writer that went on after everything was begun anew: its pieces end elsewhere, and keep nobody's from following each other.
      if (piece.offset < end) continue
      if (piece.offset > end) break
      pieces.push(piece)
      end += piece.sizeBytes
    }
    return pieces
  }
  const sizeOf = async (id: string): Promise<number> =>
    (await piecesOf(id)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)

  return {
    id: 's3',
    sizeOf,
    append: async (id, { offset, bytes, limit, isWhole = false, hash = null, onBytes }) => {
      const folder = folderOf(id)
      const most = await limit
      const held = await lock(id, null)
      const hashed = hash === null ? null : createHash('sha256')
      let size = offset
      let pending: Uint8Array[] = []
      let pendingBytes = 0
      const put = async (): Promise<void> => {
        if (pendingBytes === 0) return
        const piece = Buffer.concat(pending)
        pending = []
        pendingBytes = 0
        // Padded, so that the store lists pieces in their order.
        await objects.put(`${folder}${String(size).padStart(14, '0')}`, piece, meta, { onlyIfAbsent: true })
        size += piece.length
        onBytes?.(size)
      }
      try {
        requireOffset(offset, await sizeOf(id))
        for await (const chunks of untilStopped(bytes, held.signal)) {
          held.touch()
          const chunksBytes = bytesOf(chunks)
          if (size + pendingBytes + chunksBytes > most) {
            pendingBytes = 0
            throw tooManyBytes(most)
          }
          for (const chunk of chunks) hashed?.update(chunk)
          pending.push(...chunks)
          pendingBytes += chunksBytes
          if (pendingBytes >= limits.uploadPartBytes && !isWhole) await put()
        }
        if (hash !== null && hashed?.digest().equals(hash) !== true) throw damagedPart()
        await put()
      } catch (error) {
        const isRefused = error instanceof DomainError && ['conflict', 'checksum_mismatch'].includes(error.code)
        if (!isWhole && !isRefused && pendingBytes > 0) await put().catch(() => undefined)
        throw error
      } finally {
        held.leave()
      }
      return size
    },
    collect: async (id, signal) => {
      const pieces = await piecesOf(id)
      if (pieces.length === 0) throw new DomainError('not_found', 'The bytes of this upload are no longer there.')
      const target = path.join(scratchDir, id)
      const wanted = pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      const there = await stat(target).catch(() => undefined)
      if (there?.size === wanted) return target
      const temporary = `${target}.${randomBytes(4).toString('hex')}`
      const read = async function* () {
        for (const { key } of pieces) yield* await objects.read(key)
      }
      try {
        await pipeline(Readable.from(read()), createWriteStream(temporary), signal ? { signal } : {})
        await rename(temporary, target)
      } catch (error) {
        await rm(temporary, { force: true })
        if (signal?.aborted) throw new DomainError('cancelled', 'Cancelled.', { cause: error })
        throw asStorageError(error)
      }
      return target
    },
    remove: async (id) => {
      for await (const { key } of objects.list(folderOf(id))) await objects.delete(key)
      for (const name of await readdir(scratchDir))
        if (name === id || name.startsWith(`${id}.`)) await rm(path.join(scratchDir, name), { force: true })
    },
    list: async function* () {
      let current: { id: string; modifiedAtMs: number } | undefined
      for await (const { key, modifiedAtMs } of objects.list(`${prefix}/`)) {
        const id = key.split('/')[1] ?? ''
        if (current !== undefined && current.id !== id) yield current
        current = { id, modifiedAtMs: Math.max(modifiedAtMs, current?.id === id ? current.modifiedAtMs : 0) }
      }
      if (current !== undefined) yield current
    },
    freeBytes: () => objects.freeBytes(),
  }
}
