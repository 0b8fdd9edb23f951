import { randomUUID } from 'node:crypto'
import { projectTopic } from '@/server/announce'
import type { ServiceContext } from '@/server/context'
import type { StageId } from '@/server/projects'
import { projectBeat, whileHeld } from './project-beat'
import { withPulse } from './with-pulse'
import type { Held, ProjectRun, WorkContext } from './work-context'

export type StageOutcome = {
  /** What the person is told about it, in a sentence. */
  readonly note?: string | null
  /** There was nothing to do: no sound, no picture. */
  readonly isSkipped?: boolean
}

/** Stages that this attempt has done with. */
const closedStates = ['done', 'skipped'] as const

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
  task: (media: ServiceContext, held: Held<ProjectRun>) => Promise<StageOutcome>,
): Promise<void> => {
  const { projectId, workspaceId } = run
  const closed = { projectId, workspaceId, stage, state: { in: [...closedStates] } }
  if ((await work.db.projectStage.count({ where: closed })) > 0) return
  const held = { ...run, holder: randomUUID() }
  let running: StageId | null = null
  await withPulse(
    work,
    projectBeat(work, held, () => running),
    async (media) => {
      const gate = work.gates.analysis
      const ticket = { workspaceId, rank: projectId, holder: projectId }
      if (!gate.hasRoom(ticket)) await standInLine(work, held, stage)
      const leave = await gate.enter(ticket, media.signal)
      try {
        const opened = await openStage(work, held, stage)
        if (opened === 'closed') return
        running = stage
        const startedAt = work.clock.now()
        let sawWork = false
        const outcome = await task(
          {
            ...media,
            onProgress: (progress) => {
              if (progress.share < 1) sawWork = true
              media.onProgress(progress)
            },
          },
          held,
        )
        running = null
        await closeStage(work, held, stage, outcome)
        // What came out of the store says nothing about how long the work takes; neither does the rest of work that was killed.
        if (opened === 'first' && sawWork && !outcome.isSkipped)
          await work.db.stageTiming.create({
            data: { stage, mediaMs, workMs: Math.round(work.clock.now() - startedAt) },
          })
      } finally {
        leave()
      }
    },
  )
}

/** Says that the stage waits for its turn: the page has no other way to know. */
const standInLine = async (work: WorkContext, held: Held<ProjectRun>, stage: StageId): Promise<void> => {
  const { projectId, workspaceId } = held
  await whileHeld(work, held, async (tx) => {
    await tx.projectStage.createMany({ data: { projectId, workspaceId, stage }, skipDuplicates: true })
    // Of a worker that died in the middle of it.
    await tx.projectStage.updateMany({
      where: { projectId, workspaceId, stage, state: 'running' },
      data: { state: 'pending', share: 0, speed: null },
    })
  })
  work.ports.live.publish(projectTopic(projectId))
}

/** Whether this attempt begins it for the first time, or not at all: it may have been closed while this one waited for its turn. */
const openStage = async (
  work: WorkContext,
  held: Held<ProjectRun>,
  stage: StageId,
): Promise<'first' | 'again' | 'closed'> => {
  const { projectId, workspaceId } = held
  const opened = await whileHeld(work, held, async (tx) => {
    const key = { projectId_stage: { projectId, stage } }
    const before = await tx.projectStage.findUnique({ where: key, select: { startedAt: true, state: true } })
    if (closedStates.some((state) => state === before?.state)) return 'closed'
    const startedAt = before?.startedAt ?? new Date(work.clock.now())
    await tx.projectStage.upsert({
      where: key,
      create: { projectId, workspaceId, stage, state: 'running', startedAt },
      update: { state: 'running', share: 0, speed: null, startedAt, endedAt: null },
    })
    return before?.startedAt == null ? 'first' : 'again'
  })
  work.ports.live.publish(projectTopic(projectId))
  return opened
}

const closeStage = async (
  work: WorkContext,
  held: Held<ProjectRun>,
  stage: StageId,
  { note, isSkipped }: StageOutcome,
): Promise<void> => {
  const { projectId, workspaceId } = held
  await whileHeld(work, held, (tx) =>
    tx.projectStage.updateMany({
      where: { projectId, workspaceId, stage },
      data: {
        state: isSkipped ? 'skipped' : 'done',
        share: 1,
        endedAt: new Date(work.clock.now()),
        ...(note === undefined ? {} : { note }),
      },
    }),
  )
  work.ports.live.publish(projectTopic(projectId))
}
