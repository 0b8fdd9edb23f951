import type { WorkspaceContext } from '@/server/context'
import { readHealth } from '@/server/platform'

export type QueuePlace = {
  /** 1: the next one. null: it is not in this queue yet. */
  readonly position: number | null
  /** Nobody has begun with it although it has waited for longer than that takes. */
  readonly isDelayed: boolean
}

/** A worker that is there and free begins within a second. */
const usualWaitMs = 10_000

/** Where work that was queued at that moment stands among all that waits, whoever's it is. */
export const findQueuePlace = async (ctx: WorkspaceContext, queuedAt: Date): Promise<QueuePlace> => ({
  position:
    1 + (await ctx.db.project.count({ where: { status: 'queued', deletedAt: null, queuedAt: { lt: queuedAt } } })),
  isDelayed: ctx.clock.now() - queuedAt.getTime() > usualWaitMs,
})

/** By what this process saw last: work is due, and nobody takes it. */
export const isRunnerAway = (): boolean => readHealth().components['jobs:age'].status !== 'pass'
