import type { EmailProps } from '@/emails'
import type { AppContext } from '@/server/context'
import { findReservation } from '@/server/credits'
import type { Prisma } from '@/server/db/client'
import { type Failure, fromJson } from '@/server/db/json'
import { listMailClips } from './list-mail-clips'

type Outcome = EmailProps['processing-complete']

const finishedSelect = {
  id: true,
  workspaceId: true,
  title: true,
  status: true,
  attempt: true,
  failure: true,
  creditsUsed: true,
} as const satisfies Prisma.ProjectSelect

type Finished = Prisma.ProjectGetPayload<{ select: typeof finishedSelect }>

/**
 * What came of a project's last attempt, as the mail about it says: null while it is not over, or when the person ended it: they cancelled
 * it, or removed every clip that was found.
 */
export const describeOutcome = async (
  ctx: Pick<AppContext, 'db' | 'config' | 'clock'>,
  { projectId, workspaceId }: { readonly projectId: string; readonly workspaceId: string },
  locale: string,
): Promise<Outcome | null> => {
  const project = await ctx.db.project.findFirst({
    where: { id: projectId, workspaceId, deletedAt: null, status: { in: ['ready', 'failed'] } },
    select: finishedSelect,
  })
  if (project === null) return null
  const base = { locale, projectTitle: project.title, projectUrl: `${ctx.config.appUrl}/projects/${projectId}` }
  const where = { projectId, origin: 'auto' } as const
  const clips = await ctx.db.clip.findMany({
    where: { ...where, workspaceId, deletedAt: null },
    select: { renders: { select: { state: true, failure: true } } },
  })
  const ready = clips.filter(({ renders }) => renders.some(({ state }) => state === 'ready'))
  if (ready.length === 0 && project.status === 'ready' && (project.creditsUsed ?? 0) > 0) return null
  if (ready.length === 0)
    return { ...base, outcome: 'failed', reason: reasonOf(project), creditsRefunded: await refunded(ctx, project) }
  const finished = {
    ...base,
    clipCount: ready.length,
    creditsUsed: project.creditsUsed ?? 0,
    clips: await listMailClips(ctx, { ...where, workspaceId }),
  }
  const failed = clips.flatMap(({ renders }) => renders).find(({ state }) => state === 'failed')
  if (failed === undefined) return { ...finished, outcome: 'complete' }
  const cause =
    failed.failure === null ? 'Something went wrong on our side.' : fromJson<Failure>(failed.failure).message
  return { ...finished, outcome: 'partial', failedCount: clips.length - ready.length, reason: cause }
}

const reasonOf = ({ failure, status }: Finished): string => {
  if (failure !== null) return fromJson<Failure>(failure).message
  return status === 'ready'
    ? 'No moment of this video made a clip that stands on its own. The project page says why for each candidate.'
    : 'Something went wrong on our side.'
}

const refunded = async (ctx: Pick<AppContext, 'db'>, { id, workspaceId, attempt }: Finished): Promise<number> =>
  (await findReservation(ctx.db, { workspaceId, projectId: id, attempt })).returned ?? 0
