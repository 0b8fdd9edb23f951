import type { AppContext } from '@/server/context'
import { lockWorkspace } from '@/server/credits'
import type { Tx } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import { formatBytes } from '@/server/media/format-bytes'
import { limits } from '@/server/media/limits'
import { heldByOthers, judgeStorage, promisedSince } from './rules'
import { sumStorage } from './storage-use'

type Wanted = {
  readonly workspaceId: string
  readonly sizeBytes: number
  /** Nobody has said how large it is; it has `sizeBytes` at least. */
  readonly isLeast?: boolean
  /** An upload whose own room this is: it is not counted besides. */
  readonly except?: string
  /** What of it is on the disk already. Where that is all, the disk is not asked again. */
  readonly hereBytes?: number
}

/**
 * Refuses before a byte is sent what could not be kept. Call it in the transaction that then writes the upload's row: the workspace's row
 * is locked, so that of two uploads that each just fit one is told. Returns how many bytes it could be at most.
 * @throws payload_too_large, storage_full, rate_limited
 */
export const requireRoom = async (
  ctx: AppContext,
  tx: Tx,
  { workspaceId, sizeBytes, isLeast = false, except, hereBytes = 0 }: Wanted,
): Promise<number> => {
  await lockWorkspace(tx, workspaceId)
  const stored = await sumStorage(tx, workspaceId, except)
  if (stored.incomingCount >= limits.maxOpenUploads)
    throw new DomainError(
      'rate_limited',
      `${stored.incomingCount} uploads are under way, as many as may be at once. Wait until one has ended.`,
    )
  const diskFreeBytes = hereBytes >= sizeBytes ? null : await ctx.ports.intake.freeBytes()
  const verdict = judgeStorage(sizeBytes, {
    planBytes: stored.limitBytes,
    takenBytes: stored.sourceBytes + stored.clipBytes + stored.incomingBytes,
    diskFreeBytes,
    promisedBytes:
      diskFreeBytes === null ? 0 : await sumPromised(tx, { workspaceId, diskFreeBytes, except, now: ctx.clock.now() }),
    hereBytes,
  })
  if (verdict.ok) return verdict.atMostBytes
  const details = { limit: verdict.because, needed: verdict.neededBytes, free: verdict.freeBytes }
  const has = `The file has ${isLeast ? 'at least ' : ''}${formatBytes(sizeBytes)}`
  switch (verdict.because) {
    case 'file':
      throw new DomainError(
        'payload_too_large',
        `${has}; at most ${formatBytes(verdict.freeBytes)} are taken. Export it at a lower bit rate.`,
        { details },
      )
    case 'plan':
      throw new DomainError(
        'payload_too_large',
        `${has}, and ${formatBytes(verdict.freeBytes)} of your storage are free. Delete projects you no longer need.`,
        { details },
      )
    case 'disk':
      throw new DomainError(
        'storage_full',
        `${formatBytes(verdict.neededBytes)} must be free on the disk to work on this file, and ${formatBytes(verdict.freeBytes)} are. Free some space and try again.`,
        { details },
      )
    default:
      throw new DomainError('internal', verdict.because satisfies never)
  }
}

type Asking = {
  readonly workspaceId: string
  readonly except: string | undefined
  readonly diskFreeBytes: number
  readonly now: number
}

/** What of the disk's free room others count on. Of a workspace's own uploads all is counted: it can only keep itself out. */
const sumPromised = async (tx: Tx, { workspaceId, except, diskFreeBytes, now }: Asking): Promise<number> => {
  const rows = await tx.upload.groupBy({
    by: ['workspaceId'],
    where: {
      state: 'receiving',
      updatedAt: { gt: promisedSince(now) },
      ...(except === undefined ? {} : { id: { not: except } }),
    },
    _sum: { sizeBytes: true, reservedBytes: true, offsetBytes: true },
  })
  const rests = rows.map(({ workspaceId: whose, _sum }) => ({
    isOwn: whose === workspaceId,
    bytes: Number(_sum.sizeBytes ?? 0) + Number(_sum.reservedBytes ?? 0) - Number(_sum.offsetBytes ?? 0),
  }))
  const bytesOf = (isOwn: boolean): number[] =>
    rests.filter((rest) => rest.isOwn === isOwn && rest.bytes > 0).map(({ bytes }) => bytes)
  const own = bytesOf(true).reduce((sum, bytes) => sum + bytes, 0)
  return own + heldByOthers(diskFreeBytes, bytesOf(false))
}
