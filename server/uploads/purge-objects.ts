import { projectOfFile } from '@/server/analysis'
import { renderOfFile } from '@/server/clips'
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

/** Those of these keys that a row names. */
type FindNamed = (ctx: AppContext, keys: readonly string[]) => Promise<readonly (string | null)[]>

/** Of files that carry their owner's id in their name; what is named otherwise is not judged. */
const keysOfThose = async (
  keys: readonly string[],
  ownerOf: (key: string) => string | null,
  findThere: (ids: string[]) => Promise<readonly { readonly id: string }[]>,
): Promise<readonly string[]> => {
  const owners = keys.flatMap((key) => ownerOf(key) ?? [])
  const there = new Set((await findThere([...new Set(owners)])).map(({ id }) => id))
  return keys.filter((key) => {
    const owner = ownerOf(key)
    return owner === null || there.has(owner)
  })
}

/** What people brought and what was made of it, each under its workspace's folder. */
const kinds: Readonly<Record<`${string}/`, FindNamed>> = {
  'sources/': async (ctx, keys) =>
    (await ctx.db.source.findMany({ where: { objectKey: { in: [...keys] } }, select: { objectKey: true } })).map(
      ({ objectKey }) => objectKey,
    ),
  'thumbnails/': async (ctx, keys) =>
    (await ctx.db.source.findMany({ where: { thumbnailKey: { in: [...keys] } }, select: { thumbnailKey: true } })).map(
      ({ thumbnailKey }) => thumbnailKey,
    ),
  // Of their projects' settings, which have no index: the workspaces do.
  'subtitles/': async (ctx, keys) =>
    (
      await ctx.db.$queryRaw<{ key: string }[]>`
      SELECT "settings"->'subtitles'->>'key' AS key FROM "Project"
      WHERE "workspaceId" = ANY(${keys.map((key) => key.split('/')[1] ?? '')}::text[])
        AND "settings"->'subtitles'->>'key' = ANY(${keys}::text[])`
    ).map(({ key }) => key),
  // Whatever state its row is in: a run may be putting them. Without a row they are of a run that went on after the purge.
  'clips/': (ctx, keys) =>
    keysOfThose(keys, renderOfFile, (ids) =>
      ctx.db.render.findMany({ where: { id: { in: ids } }, select: { id: true } }),
    ),
  'analysis/': (ctx, keys) =>
    keysOfThose(keys, projectOfFile, (ids) =>
      ctx.db.project.findMany({ where: { id: { in: ids } }, select: { id: true } }),
    ),
}

/** Brings store and tables together, both ways; of clips and analysis only what nobody's row names is looked for. */
export const purgeObjects = async (ctx: AppContext): Promise<PurgedObjects> => {
  const deleted = { keys: 0, bytes: 0 }
  for (const [prefix, findNamed] of Object.entries(kinds)) {
    const { keys, bytes } = await purge(ctx, prefix, findNamed)
    deleted.keys += keys
    deleted.bytes += bytes
  }
  ctx.ports.metrics.gauge('storage_bytes', { kind: 'orphan' }, deleted.bytes)
  return { deletedKeys: deleted.keys, deletedBytes: deleted.bytes, missingSources: await findMissing(ctx) }
}

const purge = async (
  ctx: AppContext,
  prefix: string,
  findNamed: FindNamed,
): Promise<{ readonly keys: number; readonly bytes: number }> => {
  const deleted = { keys: 0, bytes: 0 }
  let found: { readonly key: string; readonly sizeBytes: number }[] = []
  const settle = async (): Promise<void> => {
    const keys = found.map(({ key }) => key)
    const named = new Set(await findNamed(ctx, keys))
    for (const { key, sizeBytes } of found) {
      if (named.has(key)) continue
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
