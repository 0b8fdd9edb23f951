import { projectTopic } from '@/server/announce'
import type { ServiceContext } from '@/server/context'
import type { StageId } from '@/server/projects'
import { projectBeat } from './project-beat'
import { withPulse } from './with-pulse'
import type { ProjectRun, WorkContext } from './work-context'

export type StageOutcome = {
  /** What the person is told about it, in a sentence. */
  readonly note?: string | null
  /** There was nothing to do: no sound, no picture. */
  readonly isSkipped?: boolean
}

/**
 * One stage of a project: waits for its turn on this machine, works with a beating heart, and leaves behind what it took, so that the
 * next one can say how long it will take. Safe to repeat: a stage that this attempt has closed is not opened again.
 * @throws cancelled when the work is no longer this run's, and what the task throws
 */
export const runStage = async (
  work: WorkContext,
  run: ProjectRun,
  stage: StageId,
  mediaMs: number,
  task: (media: ServiceContext) => Promise<StageOutcome>,
): Promise<void> => {
  const { projectId, workspaceId } = run
  const closed = { projectId, workspaceId, stage, state: { in: ['done' as const, 'skipped' as const] } }
  if ((await work.db.projectStage.count({ where: closed })) > 0) return
  let running: StageId | null = null
  await withPulse(
    work,
    projectBeat(work, run, () => running),
    async (media) => {
      const leave = await work.gates.analysis.enter(
        { workspaceId: run.workspaceId, rank: run.projectId, holder: run.projectId },
        media.signal,
      )
      try {
        const isFirst = await openStage(work, run, stage)
        running = stage
        const startedAt = work.clock.now()
        let sawWork = false
        const outcome = await task({
          ...media,
          onProgress: (progress) => {
            if (progress.share < 1) sawWork = true
            media.onProgress(progress)
          },
        })
        running = null
        await closeStage(work, run, stage, outcome)
        // What came out of the store says nothing about how long the work takes; neither does the rest of work that was killed.
        if (isFirst && sawWork && !outcome.isSkipped)
          await work.db.stageTiming.create({
            data: { stage, mediaMs, workMs: Math.round(work.clock.now() - startedAt) },
          })
      } finally {
        leave()
      }
    },
  )
}

/** Returns whether this attempt begins it for the first time. */
const openStage = async (work: WorkContext, run: ProjectRun, stage: StageId): Promise<boolean> => {
  const { projectId, workspaceId } = run
  const key = { projectId_stage: { projectId, stage } }
  const before = await work.db.projectStage.findUnique({ where: key, select: { startedAt: true } })
  const startedAt = before?.startedAt ?? new Date(work.clock.now())
  await work.db.projectStage.upsert({
    where: key,
    create: { projectId, workspaceId, stage, state: 'running', startedAt },
    update: { state: 'running', share: 0, speed: null, startedAt, endedAt: null },
  })
  work.ports.live.publish(projectTopic(projectId))
  return before?.startedAt == null
}

const closeStage = async (
  work: WorkContext,
  { projectId, workspaceId }: ProjectRun,
  stage: StageId,
  { note, isSkipped }: StageOutcome,
): Promise<void> => {
  await work.db.projectStage.updateMany({
    where: { projectId, workspaceId, stage },
    data: {
      state: isSkipped ? 'skipped' : 'done',
      share: 1,
      endedAt: new Date(work.clock.now()),
      ...(note === undefined ? {} : { note }),
    },
  })
  work.ports.live.publish(projectTopic(projectId))
}
