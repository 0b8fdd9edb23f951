import { projectTopic } from '@/server/announce'
import type { StageProgress } from '@/server/context'
import type { Tx } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import type { StageId } from '@/server/projects'
import type { Beat } from './with-pulse'
import type { Held, ProjectRun, WorkContext } from './work-context'

/** While the project is at work in this attempt and this run, it is this run's. */
export const ownedBy = ({ projectId, workspaceId, attempt, runId }: ProjectRun) =>
  ({ id: projectId, workspaceId, attempt, runId, status: 'working', deletedAt: null }) as const

const notHeld = () => new DomainError('cancelled', 'The project was cancelled, removed or taken over.')

const heldBy = (run: Held<ProjectRun>) => ({ ...ownedBy(run), holder: run.holder })

/**
 * Writes what only the holder may: the project's row is kept from others until it is written.
 * @throws cancelled when it is not the holder's any more
 */
export const whileHeld = <T>(work: WorkContext, run: Held<ProjectRun>, write: (tx: Tx) => Promise<T>): Promise<T> =>
  work.db.$transaction(async (tx) => {
    const { count } = await tx.project.updateMany({
      where: heldBy(run),
      data: { heartbeatAt: new Date(work.clock.now()) },
    })
    if (count === 0) throw notHeld()
    return write(tx)
  })

/** Before what is written elsewhere than in the database. @throws cancelled when it is not the holder's any more */
export const requireHeld = async (work: Pick<WorkContext, 'db'>, run: Held<ProjectRun>): Promise<void> => {
  if ((await work.db.project.count({ where: heldBy(run) })) === 0) throw notHeld()
}

/** `stage` is what progress belongs to; null while waiting for a turn. */
export const projectBeat = (work: WorkContext, run: Held<ProjectRun>, stage: () => StageId | null): Beat => {
  let written: StageProgress | null = null
  return {
    projectId: run.projectId,
    claim: async () => {
      const data = { holder: run.holder, heartbeatAt: new Date(work.clock.now()) }
      return (await work.db.project.updateMany({ where: ownedBy(run), data })).count === 1
    },
    isMine: async () => (await work.db.project.count({ where: heldBy(run) })) === 1,
    isWanted: async () => (await work.db.project.count({ where: ownedBy(run) })) === 1,
    beat: async (progress) => {
      const { count } = await work.db.project.updateMany({
        where: heldBy(run),
        data: { heartbeatAt: new Date(work.clock.now()) },
      })
      if (count === 0) return false
      const running = stage()
      if (running === null || progress === null || progress === written) return true
      written = progress
      await work.db.projectStage.updateMany({
        where: { projectId: run.projectId, workspaceId: run.workspaceId, stage: running, state: 'running' },
        data: {
          share: Math.min(1, Math.max(0, progress.share)),
          speed: progress.speed ?? null,
          ...(progress.note === undefined ? {} : { note: progress.note }),
        },
      })
      work.ports.live.publish(projectTopic(run.projectId))
      return true
    },
  }
}
