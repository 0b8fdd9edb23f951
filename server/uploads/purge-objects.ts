import type { AppContext } from '@/server/context'

/** An object is written before its row; only after this long may one without a row be called an orphan. */
const graceMs = 24 * 3_600_000
const batch = 200

export type PurgedObjects = {
  /** Objects that no row names: deleted. */
  readonly deletedKeys: number
  readonly deletedBytes: number
  /** Rows whose object is gone: sources without a project are deleted, the others reported in the log. */
  readonly missingSources: number
}

/**
 * Brings store and tables together, both ways. Only what this domain wrote is judged: sources and thumbnails, each under its workspace's
 * folder; clips belong to the renders' own sweep.
 */
export const purgeObjects = async (ctx: AppContext): Promise<PurgedObjects> => {
  const sources = await purge(ctx, 'sources/')
  const thumbnails = await purge(ctx, 'thumbnails/')
  const deletedBytes = sources.bytes + thumbnails.bytes
  ctx.ports.metrics.gauge('storage_bytes', { kind: 'orphan' }, deletedBytes)
  return {
    deletedKeys: sources.keys + thumbnails.keys,
    deletedBytes,
    missingSources: await findMissing(ctx),
  }
}

const purge = async (
  ctx: AppContext,
  prefix: 'sources/' | 'thumbnails/',
): Promise<{ readonly keys: number; readonly bytes: number }> => {
  const deleted = { keys: 0, bytes: 0 }
  let found: { readonly key: string; readonly sizeBytes: number }[] = []
  const settle = async (): Promise<void> => {
    const keys = found.map(({ key }) => key)
    const rows = await ctx.db.source.findMany({
      where: prefix === 'sources/' ? { objectKey: { in: keys } } : { thumbnailKey: { in: keys } },
      select: { objectKey: true, thumbnailKey: true },
    })
    const known = new Set(rows.flatMap(({ objectKey, thumbnailKey }) => [objectKey, thumbnailKey]))
    for (const { key, sizeBytes } of found) {
      if (known.has(key)) continue
      await ctx.ports.objects.delete(key)
      deleted.keys++
      deleted.bytes += sizeBytes
    }
    found = []
  }
  for await (const { key, sizeBytes, modifiedAtMs } of ctx.ports.objects.list(prefix)) {
    if (modifiedAtMs > ctx.clock.now() - graceMs) continue
    found.push({ key, sizeBytes })
    if (found.length >= batch) await settle()
  }
  if (found.length > 0) await settle()
  return deleted
}

const findMissing = async (ctx: AppContext): Promise<number> => {
  let missing = 0
  let after = ''
  while (true) {
    const rows = await ctx.db.source.findMany({
      where: { id: { gt: after } },
      select: { id: true, workspaceId: true, objectKey: true, _count: { select: { projects: true } } },
      orderBy: { id: 'asc' },
      take: batch,
    })
    for (const { id, workspaceId, objectKey, _count } of rows) {
      if ((await ctx.ports.objects.stat(objectKey)) !== undefined) continue
      missing++
      if (_count.projects > 0) {
        ctx.log.error('a source has lost its file', { sourceId: id, workspaceId })
        continue
      }
      await ctx.db.upload.updateMany({ where: { sourceId: id, workspaceId }, data: { sourceId: null } })
      await ctx.db.source.deleteMany({ where: { id, workspaceId, projects: { none: {} } } })
    }
    if (rows.length < batch) return missing
    after = rows.at(-1)?.id ?? ''
  }
}
