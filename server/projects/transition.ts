import type { Prisma, Tx } from '@/server/db/client'
import type { ProjectStatus } from '@/server/db/generated/client'

/** Where a project may go from each status. A retry leads back from failed and cancelled; nothing leads out of ready. */
const moves = {
  waiting: ['queued', 'failed', 'cancelled'],
  queued: ['working', 'failed', 'cancelled'],
  working: ['ready', 'failed', 'cancelled'],
  ready: [],
  failed: ['waiting', 'queued'],
  cancelled: ['waiting', 'queued'],
} as const satisfies Record<ProjectStatus, readonly ProjectStatus[]>

const statuses = Object.keys(moves) as ProjectStatus[]

export const mayMove = (from: ProjectStatus, to: ProjectStatus): boolean =>
  moves[from].some((allowed) => allowed === to)

/** The statuses from which `to` can be reached. */
export const originsOf = (to: ProjectStatus): ProjectStatus[] => statuses.filter((from) => mayMove(from, to))

/**
 * The only way a project's status changes. One statement both checks and moves, so that of two who race one wins; false when the
 * project is not (any more) where this move begins.
 */
export const moveProject = async (
  tx: Tx,
  which: {
    readonly id: string
    readonly workspaceId: string
    readonly attempt?: number
    readonly runId?: string
    readonly deletedAt?: null
  },
  to: ProjectStatus,
  data: Omit<Prisma.ProjectUncheckedUpdateManyInput, 'status'> = {},
): Promise<boolean> => {
  const { count } = await tx.project.updateMany({
    where: { ...which, status: { in: originsOf(to) } },
    data: { ...data, status: to },
  })
  return count === 1
}
