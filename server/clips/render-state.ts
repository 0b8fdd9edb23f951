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

const originsOf = (to: RenderState): RenderState[] => states.filter((from) => mayRenderMove(from, to))

/** How one render's state changes (many at once end by `cancelOpenRenders`); false when it is not (any more) where this move begins. */
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
    where: { ...which, state: { in: originsOf(to) } },
    data: { ...data, state: to },
  })
  return count === 1
}

export type EndedRender = { readonly id: string; readonly workspaceId: string; readonly attempt: number }

/**
 * Cancels what waits or is under way of a clip or of a whole project, and says what that was. The caller holds the project's row, so that
 * none is queued or finished meanwhile.
 */
export const cancelOpenRenders = (
  tx: Pick<Tx, 'render'>,
  {
    workspaceId,
    ...of
  }: { readonly workspaceId: string } & ({ readonly clipId: string } | { readonly projectId: string }),
  now: Date,
): Promise<EndedRender[]> =>
  tx.render.updateManyAndReturn({
    where: {
      workspaceId,
      ...('clipId' in of ? { clipId: of.clipId } : { clip: { projectId: of.projectId, workspaceId } }),
      state: { in: originsOf('cancelled') },
    },
    data: { state: 'cancelled', finishedAt: now },
    select: { id: true, workspaceId: true, attempt: true },
  })
