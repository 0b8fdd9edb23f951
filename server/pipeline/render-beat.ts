import { projectTopic } from '@/server/announce'
import { renderHeldBy, renderOwnedBy } from './load-render'
import type { Beat } from './with-pulse'
import type { Held, RenderRun, WorkContext } from './work-context'

/** The heart of a render; it keeps its project's beating too, and moves the project's last stage on. */
export const renderBeat = (work: WorkContext, run: Held<RenderRun>, projectId: string): Beat => {
  let shown = -1
  return {
    projectId,
    claim: async () => {
      const data = { holder: run.holder, heartbeatAt: new Date(work.clock.now()) }
      return (await work.db.render.updateMany({ where: renderOwnedBy(run), data })).count === 1
    },
    isMine: async () => (await work.db.render.count({ where: renderHeldBy(run) })) === 1,
    isWanted: async () => (await work.db.render.count({ where: renderOwnedBy(run) })) === 1,
    beat: async (progress) => {
      const now = new Date(work.clock.now())
      const share = Math.min(1, Math.max(0, progress?.share ?? 0))
      const { count } = await work.db.render.updateMany({
        where: renderHeldBy(run),
        data: { heartbeatAt: now, share },
      })
      if (count === 0) return false
      await work.db.project.updateMany({
        where: { id: projectId, workspaceId: run.workspaceId, status: 'working' },
        data: { heartbeatAt: now },
      })
      if (share === shown) return true
      shown = share
      await shareOfRenders(work, run.workspaceId, projectId)
      work.ports.live.publish(projectTopic(projectId))
      return true
    },
  }
}

/** The stage is as far as its clips are on average. */
export const shareOfRenders = async (work: WorkContext, workspaceId: string, projectId: string): Promise<void> => {
  await work.db.$executeRaw`
    UPDATE "ProjectStage" stage SET "share" = renders.share
    FROM (
      SELECT COALESCE(AVG(CASE WHEN render."state" = 'ready' THEN 1 ELSE render."share" END), 0) AS share
      FROM "Render" render JOIN "Clip" clip ON clip."id" = render."clipId"
      WHERE clip."projectId" = ${projectId} AND clip."workspaceId" = ${workspaceId} AND clip."origin" = 'auto'
        AND clip."deletedAt" IS NULL
    ) renders
    WHERE stage."projectId" = ${projectId} AND stage."workspaceId" = ${workspaceId} AND stage."stage" = 'renders'
      AND stage."state" = 'running'`
}
