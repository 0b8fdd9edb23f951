import type { AppContext, WorkspaceContext } from '@/server/context'
import { lockWorkspace } from '@/server/credits'
import type { Tx } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { judgeStorage, spellBytes } from './rules'

export type StorageUse = {
  readonly usedBytes: number
  readonly sourceBytes: number
  readonly clipBytes: number
  readonly limitBytes: number
  /** What may still be brought: the plan's rest, or the disk's where that is less. */
  readonly freeBytes: number
  readonly sourceCount: number
  readonly clipCount: number
}

/** What a workspace stores, by its rows. */
export const getStorageUse = async (ctx: WorkspaceContext): Promise<StorageUse> => {
  const [stored, diskFreeBytes] = await Promise.all([
    sumStorage(ctx.db, ctx.workspaceId),
    ctx.ports.objects.freeBytes().catch(() => null),
  ])
  const usedBytes = stored.sourceBytes + stored.clipBytes
  const planFree = Math.max(0, stored.limitBytes - usedBytes - stored.incomingBytes)
  return {
    usedBytes,
    sourceBytes: stored.sourceBytes,
    clipBytes: stored.clipBytes,
    limitBytes: stored.limitBytes,
    freeBytes: Math.min(planFree, diskFreeBytes ?? planFree),
    sourceCount: stored.sourceCount,
    clipCount: stored.clipCount,
  }
}

/** What the rows of a workspace say it stores and is about to bring. */
export const sumStorage = async (db: Tx, workspaceId: string, except?: string) => {
  const underWay = {
    workspaceId,
    state: { in: ['receiving' as const, 'checking' as const] },
    ...(except ? { id: { not: except } } : {}),
  }
  const [workspace, sources, clips, incoming, unsized] = await Promise.all([
    db.workspace.findUnique({ where: { id: workspaceId }, select: { plan: true } }),
    db.source.aggregate({ where: { workspaceId }, _sum: { sizeBytes: true }, _count: true }),
    db.render.aggregate({ where: { workspaceId, state: 'ready' }, _sum: { sizeBytes: true }, _count: true }),
    db.upload.aggregate({ where: underWay, _sum: { sizeBytes: true }, _count: true }),
    // Of an import whose size nobody said counts what has come.
    db.upload.aggregate({ where: { ...underWay, sizeBytes: null }, _sum: { offsetBytes: true } }),
  ])
  if (workspace === null) throw new DomainError('not_found', 'There is no such workspace.')
  return {
    limitBytes: limits.storageBytes[workspace.plan],
    sourceBytes: Number(sources._sum.sizeBytes ?? 0),
    sourceCount: sources._count,
    clipBytes: Number(clips._sum.sizeBytes ?? 0),
    clipCount: clips._count,
    incomingBytes: Number(incoming._sum.sizeBytes ?? 0) + Number(unsized._sum.offsetBytes ?? 0),
    incomingCount: incoming._count,
  }
}

/**
 * Refuses before a byte is sent what could not be kept. Call it in the transaction that then writes the upload's row: the workspace's row
 * is locked, so that of two uploads that each just fit one is told. `except` is an upload that is counted by `sizeBytes` already; where its
 * bytes are here (`isHere`) the disk is not asked for room again. Returns how many bytes it could be at most.
 * @throws payload_too_large, storage_full, rate_limited
 */
export const requireRoom = async (
  ctx: AppContext,
  tx: Tx,
  {
    workspaceId,
    sizeBytes,
    except,
    isHere = false,
  }: {
    readonly workspaceId: string
    readonly sizeBytes: number
    readonly except?: string
    readonly isHere?: boolean
  },
): Promise<number> => {
  await lockWorkspace(tx, workspaceId)
  const stored = await sumStorage(tx, workspaceId, except)
  if (stored.incomingCount >= limits.maxOpenUploads)
    throw new DomainError(
      'rate_limited',
      `${stored.incomingCount} uploads are under way, as many as may be at once. Wait until one has ended.`,
    )
  const verdict = judgeStorage(sizeBytes, {
    planBytes: stored.limitBytes,
    takenBytes: stored.sourceBytes + stored.clipBytes + stored.incomingBytes,
    diskFreeBytes: isHere ? null : await ctx.ports.intake.freeBytes(),
    promisedBytes: await sumPromised(tx),
  })
  if (verdict.ok) return verdict.atMostBytes
  const details = { limit: verdict.because, needed: verdict.neededBytes, free: verdict.freeBytes }
  const has = `The file has ${spellBytes(sizeBytes)}`
  switch (verdict.because) {
    case 'file':
      throw new DomainError(
        'payload_too_large',
        `${has}; at most ${spellBytes(verdict.freeBytes)} are taken. Export it at a lower bit rate.`,
        { details },
      )
    case 'plan':
      throw new DomainError(
        'payload_too_large',
        `${has}, and ${spellBytes(verdict.freeBytes)} of your storage are free. Delete projects you no longer need.`,
        { details },
      )
    case 'disk':
      throw new DomainError(
        'storage_full',
        `${spellBytes(verdict.neededBytes)} must be free on the disk to work on this file, and ${spellBytes(verdict.freeBytes)} are. Free some space and try again.`,
        { details },
      )
    default:
      throw new DomainError('internal', verdict.because satisfies never)
  }
}

const sumPromised = async (tx: Tx): Promise<number> => {
  const { _sum } = await tx.upload.aggregate({
    where: { state: 'receiving', sizeBytes: { not: null } },
    _sum: { sizeBytes: true, offsetBytes: true },
  })
  return Math.max(0, Number(_sum.sizeBytes ?? 0) - Number(_sum.offsetBytes ?? 0))
}
