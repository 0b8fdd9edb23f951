import type { Prisma, Tx } from '@/server/db/client'
import type { UploadState } from '@/server/db/generated/client'

/** Where an upload may go from each state. What arrived can only be given up; what ended is brought anew, as another upload. */
const moves = {
  receiving: ['checking', 'failed', 'cancelled'],
  checking: ['ready', 'failed', 'cancelled'],
  ready: ['cancelled'],
  failed: [],
  cancelled: [],
} as const satisfies Record<UploadState, readonly UploadState[]>

const states = Object.keys(moves) as UploadState[]

/** Bytes still come, or nobody has said yet what they are. */
export const underWay = ['receiving', 'checking'] as const satisfies readonly UploadState[]

export const mayUploadMove = (from: UploadState, to: UploadState): boolean => moves[from].some((each) => each === to)

/**
 * The only way an upload's state changes. One statement both checks and moves, so that of two who race one wins. `from` narrows where the
 * move may begin. Returns how many moved: 0 when they are not (any more) there.
 */
export const moveUploads = async (
  tx: Pick<Tx, 'upload'>,
  which: Omit<Prisma.UploadWhereInput, 'state'> & { readonly workspaceId: string },
  to: UploadState,
  data: Omit<Prisma.UploadUncheckedUpdateManyInput, 'state'> = {},
  from: readonly UploadState[] = states,
): Promise<number> => {
  const { count } = await tx.upload.updateMany({
    where: { ...which, state: { in: from.filter((each) => mayUploadMove(each, to)) } },
    data: { ...data, state: to },
  })
  return count
}
