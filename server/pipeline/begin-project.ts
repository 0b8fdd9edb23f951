import { projectTopic } from '@/server/announce'
import type { AppContext } from '@/server/context'
import { moveProject } from '@/server/projects'
import type { ProjectRun } from './work-context'

/** A run whose heart has not beaten for this long is taken for dead: six missed turns of a lease. */
export const deadAfterMs = 90_000

/**
 * Claims an attempt for this run: the first that asks, or the next one after the first has died. Repeating it is claiming what is ours.
 * Returns false for a run that has nothing to do here any more.
 */
export const beginProject = async (work: AppContext, run: ProjectRun): Promise<boolean> => {
  const { projectId: id, workspaceId, attempt, runId } = run
  const now = new Date(work.clock.now())
  const isStarted = await moveProject(work.db, { id, workspaceId, attempt }, 'working', {
    runId,
    startedAt: now,
    heartbeatAt: now,
  })
  if (isStarted) {
    work.ports.live.publish(projectTopic(id))
    return true
  }
  const { count } = await work.db.project.updateMany({
    where: {
      id,
      workspaceId,
      attempt,
      status: 'working',
      OR: [
        { runId },
        { runId: null },
        { heartbeatAt: null },
        { heartbeatAt: { lt: new Date(work.clock.now() - deadAfterMs) } },
      ],
    },
    data: { runId, heartbeatAt: now },
  })
  return count === 1
}
