import type { Prisma, Tx } from '@/server/db/client'
import type { RenderState } from '@/server/db/generated/client'

/** Where a render may go from each state. A retry, or a change of plan, leads back to queued. */
const moves = {
  queued: ['rendering', 'failed', 'cancelled'],
  rendering: ['ready', 'failed', 'cancelled'],
  ready: ['queued'],
  failed: ['queued'],
  cancelled: ['queued'],
} as const satisfies Record<RenderState, readonly RenderState[]>

const states = Object.keys(moves) as RenderState[]

export const mayRenderMove = (from: RenderState, to: RenderState): boolean => moves[from].some((each) => each === to)

/** The only way a render's state changes; false when it is not (any more) where this move begins. */
export const moveRender = async (
  tx: Pick<Tx, 'render'>,
  which: {
    readonly id: string
    readonly workspaceId: string
    readonly attempt?: number
    readonly runId?: string
    readonly holder?: string
  },
  to: RenderState,
  data: Omit<Prisma.RenderUncheckedUpdateManyInput, 'state'> = {},
): Promise<boolean> => {
  const { count } = await tx.render.updateMany({
    where: { ...which, state: { in: states.filter((from) => mayRenderMove(from, to)) } },
    data: { ...data, state: to },
  })
  return count === 1
}
