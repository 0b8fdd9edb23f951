import { projectTopic } from '@/server/announce'
import { moveRender } from '@/server/clips'
import type { AppContext } from '@/server/context'
import { cuttingStatuses } from '@/server/cutting'
import { deadAfterMs } from './begin-project'
import type { RenderRun } from './work-context'

/** Claims a render for this run, like `beginProject`. Returns its project, or null when there is nothing to do here any more. */
export const beginRender = async (work: AppContext, run: RenderRun): Promise<{ projectId: string } | null> => {
  const { renderId: id, workspaceId, attempt, runId } = run
  const row = await work.db.render.findFirst({
    where: {
      id,
      workspaceId,
      attempt,
      clip: { deletedAt: null, project: { deletedAt: null, status: { in: [...cuttingStatuses] } } },
    },
    select: { clip: { select: { projectId: true } } },
  })
  if (row === null) return null
  const { projectId } = row.clip
  const now = new Date(work.clock.now())
  const isStarted = await moveRender(work.db, { id, workspaceId, attempt }, 'rendering', {
    runId,
    startedAt: now,
    heartbeatAt: now,
  })
  if (isStarted) {
    work.ports.live.publish(projectTopic(projectId))
    return { projectId }
  }
  const { count } = await work.db.render.updateMany({
    where: {
      id,
      workspaceId,
      attempt,
      state: 'rendering',
      OR: [
        { runId },
        { runId: null },
        { heartbeatAt: null },
        { heartbeatAt: { lt: new Date(work.clock.now() - deadAfterMs) } },
      ],
    },
    data: { runId, heartbeatAt: now },
  })
  return count === 1 ? { projectId } : null
}
