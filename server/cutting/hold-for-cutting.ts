import { creditsFor, lockWorkspace, reserveCredits, settleCredits } from '@/server/credits'
import type { Tx } from '@/server/db/client'
import { DomainError } from '@/server/errors'
import { type LockedProject, lockProject, noSuchProject } from './lock-project'

/** In these clips are made: the work is under way or paid for. What failed or was cancelled may have got its credits back. */
export const cuttingStatuses = ['working', 'ready'] as const

/** Whether clips can be cut and rendered from a project: it was looked at whole, and its work goes on or came to its end. */
export const mayCut = ({ status, reportKey }: Pick<LockedProject, 'status' | 'reportKey'>): boolean =>
  reportKey !== null && cuttingStatuses.some((each) => each === status)

/**
 * Holds the rows of the workspace and of the project, so that what is queued now is either stopped when the project is or not queued.
 * @throws not_found, conflict when nothing may be made from the project
 */
export const holdForCutting = async (
  tx: Tx,
  { projectId, workspaceId }: { readonly projectId: string; readonly workspaceId: string },
): Promise<void> => {
  await lockWorkspace(tx, workspaceId)
  const project = await lockProject(tx, { id: projectId, workspaceId })
  if (project === null || project.deletedAt !== null) throw noSuchProject()
  if (project.status === 'failed' || project.status === 'cancelled')
    throw new DomainError(
      'conflict',
      'The work on this project was stopped. Start the project again first; then more clips can be made from it.',
    )
  if (!mayCut(project))
    throw new DomainError('conflict', 'The video is still being looked at. Try again when its clips are planned.')
}

/**
 * A video in which nothing was found got its credits back; the first clip that somebody makes of it all the same takes them. Call it for
 * each clip that is made, with the project held. @throws insufficient_credits { needed, balance }
 */
export const payForCutting = async (
  tx: Tx,
  { projectId, workspaceId }: { readonly projectId: string; readonly workspaceId: string },
): Promise<void> => {
  const project = await tx.project.findFirstOrThrow({
    where: { id: projectId, workspaceId },
    select: { status: true, title: true, creditsUsed: true, source: { select: { durationMs: true } } },
  })
  const { title, source } = project
  if (source === null || creditsToCut(project) === 0) return
  const key = { workspaceId, projectId, attempt: 'cut' } as const
  await reserveCredits(tx, { ...key, credits: creditsFor(source.durationMs), title })
  const { used } = await settleCredits(tx, key, { durationMs: source.durationMs, title })
  await tx.project.updateMany({ where: { id: projectId, workspaceId }, data: { creditsUsed: used } })
}

/** What the next clip by hand takes off the balance: nothing, unless the work has ended and nothing was ever paid for it. */
export const creditsToCut = ({
  status,
  creditsUsed,
  source,
}: Pick<LockedProject, 'status'> & {
  readonly creditsUsed: number | null
  readonly source: { readonly durationMs: number } | null
}): number => (status === 'ready' && source !== null && !creditsUsed ? creditsFor(source.durationMs) : 0)
