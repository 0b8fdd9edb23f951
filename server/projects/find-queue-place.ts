import type { WorkspaceContext } from '@/server/context'
import { aliveMs } from '@/server/heartbeat'
import { readHealth } from '@/server/platform'

export type QueuePlace = {
  /** 1: the next one. null: it is not in this queue yet. */
  readonly position: number | null
  /** Nobody takes what is queued: not because others go first, but because there is no worker to be seen. */
  readonly isDelayed: boolean
}

/** A worker that is there and free begins within a second. */
const usualWaitMs = 10_000

/** Where work that was queued at that moment stands among all that waits, whoever's it is. */
export const findQueuePlace = async (ctx: WorkspaceContext, queuedAt: Date): Promise<QueuePlace> => ({
  position:
    1 + (await ctx.db.project.count({ where: { status: 'queued', deletedAt: null, queuedAt: { lt: queuedAt } } })),
  isDelayed: ctx.clock.now() - queuedAt.getTime() > usualWaitMs && !(await isAnybodyAtWork(ctx)),
})

/** By what this process saw last, work is due and nobody takes it; and nobody is busy with other work either. */
export const isRunnerAway = async (ctx: WorkspaceContext): Promise<boolean> =>
  readHealth().components['jobs:age'].status !== 'pass' && !(await isAnybodyAtWork(ctx))

/** Whether any heart beats, whoever's work it is: where one does, what waits is only waiting for its turn. */
const isAnybodyAtWork = async ({ db, clock }: WorkspaceContext): Promise<boolean> => {
  const heartbeatAt = { gt: new Date(clock.now() - aliveMs) }
  const [project, render] = await Promise.all([
    db.project.findFirst({ where: { status: 'working', heartbeatAt }, select: { id: true } }),
    db.render.findFirst({ where: { state: 'rendering', heartbeatAt }, select: { id: true } }),
  ])
  return project !== null || render !== null
}
