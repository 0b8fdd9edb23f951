import type { AppContext } from '@/server/context'

/** An object is written before its row; only after this long may one without a row be called an orphan. */
const graceMs = 24 * 3_600_000
const batch = 200

export type PurgedObjects = {
  /** Objects that no row names: deleted. */
  readonly deletedKeys: number
  /** Rows whose object is gone: sources without a project are deleted, the others reported in the log. */
  readonly missingSources: number
}

/**
 * Brings store and tables together, both ways. Only what this domain wrote is judged: sources and thumbnails, each under its workspace's
 * folder; clips belong to the renders' own sweep.
 */
export const purgeObjects = async (ctx: AppContext): Promise<PurgedObjects> => ({
  deletedKeys: (await purge(ctx, 'sources/')) + (await purge(ctx, 'thumbnails/')),
  missingSources: await findMissing(ctx),
})

const purge = async (ctx: AppContext, prefix: 'sources/' | 'thumbnails/'): Promise<number> => {
  let deleted = 0
  let keys: string[] = []
  const settle = async (): Promise<void> => {
    const rows = await ctx.db.source.findMany({
      where: prefix === 'sources/' ? { objectKey: { in: keys } } : { thumbnailKey: { in: keys } },
      select: { objectKey: true, thumbnailKey: true },
    })
    const known = new Set(rows.flatMap(({ objectKey, thumbnailKey }) => [objectKey, thumbnailKey]))
    for (const key of keys) {
      if (known.has(key)) continue
      await ctx.ports.objects.delete(key)
      deleted++
    }
    keys = []
  }
  for await (const { key, modifiedAtMs } of ctx.ports.objects.list(prefix)) {
    if (modifiedAtMs > ctx.clock.now() - graceMs) continue
    keys.push(key)
    if (keys.length >= batch) await settle()
  }
  if (keys.length > 0) await settle()
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
