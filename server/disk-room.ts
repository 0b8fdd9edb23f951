import { statfs } from 'node:fs/promises'
import { storageAway } from './storage-error'

/** Below this nothing new is taken: PostgreSQL, logs and what is under way need the rest, and reading needs none. */
const reservedShare = 0.05

/** What of a disk may still be used for media, bytes. @throws storage_unavailable */
export const mediaRoom = async (dir: string): Promise<number> => {
  const { bavail, blocks, bsize } = await statfs(dir).catch((cause: unknown) => {
    throw storageAway(cause)
  })
  return Math.max(0, Math.floor((bavail - reservedShare * blocks) * bsize))
}
