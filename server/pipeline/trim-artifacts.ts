import type { Trimmed } from '@/server/ports/artifact-store'
import type { WorkContext } from './work-context'

/** What was used within this time may be used by a step that has not come to its next one. */
const recentMs = 6 * 3_600_000
/** Copies among the objects, for workers on other machines, are looked at by their age alone. */
const copyKeptMs = 14 * 86_400_000

/** Keeps the results of stages within their budget, never touching what a project under way has used. */
export const trimArtifacts = async (work: WorkContext): Promise<Trimmed> => {
  const now = work.clock.now()
  const oldest = await work.db.project.findFirst({
    where: { status: 'working', startedAt: { not: null } },
    orderBy: { startedAt: 'asc' },
    select: { startedAt: true },
  })
  const keepUsedSinceMs = Math.min(now - recentMs, oldest?.startedAt?.getTime() ?? now)
  for await (const { key, modifiedAtMs } of work.ports.objects.list('artifacts/'))
    if (modifiedAtMs < Math.min(now - copyKeptMs, keepUsedSinceMs)) await work.ports.objects.delete(key)
  return work.media.ports.artifacts.trim({ maxBytes: work.maxArtifactBytes, keepUsedSinceMs })
}
