import type { WorkspaceContext } from '@/server/context'
import type { Tx } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import { limits } from '@/server/media/limits'
import { underWay } from './upload-state'

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

/** What a workspace stores, by its rows. @throws storage_unavailable: nobody knows then what is free */
export const getStorageUse = async (ctx: WorkspaceContext): Promise<StorageUse> => {
  const [stored, diskFreeBytes] = await Promise.all([
    sumStorage(ctx.db, ctx.workspaceId),
    ctx.ports.objects.freeBytes(),
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
  const incomingUploads = {
    workspaceId,
    state: { in: [...underWay] },
    ...(except === undefined ? {} : { id: { not: except } }),
  }
  const [workspace, sources, clips, incoming] = await Promise.all([
    db.workspace.findUnique({ where: { id: workspaceId }, select: { plan: true } }),
    db.source.aggregate({ where: { workspaceId }, _sum: { sizeBytes: true }, _count: true }),
    db.render.aggregate({ where: { workspaceId, state: 'ready' }, _sum: { sizeBytes: true }, _count: true }),
    // Of an import whose size nobody said counts what it has reserved.
    db.upload.aggregate({
      where: incomingUploads,
      _sum: { sizeBytes: true, reservedBytes: true },
      _count: true,
    }),
  ])
  if (workspace === null) throw new DomainError('not_found', 'There is no such workspace.')
  return {
    limitBytes: limits.storageBytes[workspace.plan],
    sourceBytes: Number(sources._sum.sizeBytes ?? 0),
    sourceCount: sources._count,
    clipBytes: Number(clips._sum.sizeBytes ?? 0),
    clipCount: clips._count,
    incomingBytes: Number(incoming._sum.sizeBytes ?? 0) + Number(incoming._sum.reservedBytes ?? 0),
    incomingCount: incoming._count,
  }
}
