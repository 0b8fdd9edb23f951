import type { Tx } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import { formatBytes } from '@/server/media/format-bytes'
import { sumStorage } from './storage-use'

/** What a second of a clip weighs at most below 31 frames a second: 12 Mbit/s of picture and 192 kbit/s of sound (docs/render.md). */
const clipBytesPerSecond = 1_524_000

/**
 * Refuses a render whose file the plan's storage could not hold. Call it in the transaction that has just queued it, with the workspace's
 * row held: what is queued and under way is counted at its greatest, so that of two renders that each just fit one is told.
 * @throws limit_exceeded
 */
export const requireClipRoom = async (tx: Tx, { workspaceId }: { readonly workspaceId: string }): Promise<void> => {
  const { limitBytes, sourceBytes, clipBytes, incomingBytes } = await sumStorage(tx, workspaceId)
  const [open] = await tx.$queryRaw<{ ms: number }[]>`
    SELECT COALESCE(SUM(clip."durationMs"), 0)::float8 AS ms
    FROM "Render" render JOIN "Clip" clip ON clip."id" = render."clipId"
    WHERE render."workspaceId" = ${workspaceId} AND render."state" IN ('queued', 'rendering') AND clip."deletedAt" IS NULL`
  const openBytes = Math.ceil(((open?.ms ?? 0) / 1_000) * clipBytesPerSecond)
  const takenBytes = sourceBytes + clipBytes + incomingBytes
  if (takenBytes + openBytes <= limitBytes) return
  const freeBytes = Math.max(0, limitBytes - takenBytes)
  throw new DomainError(
    'limit_exceeded',
    `Your plan stores ${formatBytes(limitBytes)}, and ${formatBytes(freeBytes)} are free: this clip and what is being rendered may need ${formatBytes(openBytes)}. Remove clips or projects you no longer need.`,
    { details: { limit: 'plan', needed: openBytes, free: freeBytes } },
  )
}
