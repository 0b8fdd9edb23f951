import { listMailClips } from '@/server/clips'
import type { AppContext } from '@/server/context'
import { type Failure, fromJson } from '@/server/db/json'
import { deliverMail, prepareMail, queueMail } from '@/server/notifications'

type Props = Parameters<typeof prepareMail<'processing-complete'>>[1]
type Place = { readonly projectId: string; readonly workspaceId: string }

/**
 * One mail to whoever made the project, when an attempt has come to its end. Safe to call as often as one likes: the attempt is the mail's
 * key. Work that is not over, or was cancelled, is not written about.
 */
export const notifyOwner = async (ctx: AppContext, { projectId, workspaceId }: Place): Promise<void> => {
  const project = await ctx.db.project.findFirst({
    where: { id: projectId, workspaceId, deletedAt: null, status: { in: ['ready', 'failed'] } },
    select: {
      id: true,
      workspaceId: true,
      title: true,
      status: true,
      attempt: true,
      failure: true,
      creditsUsed: true,
      createdById: true,
    },
  })
  if (project === null || project.attempt === 0) return
  const key = `project-finished:${projectId}:${project.attempt}`
  const [before, user] = await Promise.all([
    ctx.db.mail.findUnique({ where: { key }, select: { state: true } }),
    ctx.db.user.findUnique({ where: { id: project.createdById }, select: { id: true, email: true, locale: true } }),
  ])
  if (before !== null || user === null) return
  const mail = await prepareMail('processing-complete', await propsOf(ctx, project, user.locale))
  await queueMail(ctx.db, mail, { key, to: user.email, userId: user.id, now: new Date(ctx.clock.now()) })
  await deliverMail(ctx, key)
}

type Finished = {
  readonly id: string
  readonly workspaceId: string
  readonly title: string
  readonly status: string
  readonly attempt: number
  readonly failure: Parameters<typeof fromJson>[0] | null
  readonly creditsUsed: number | null
}

const propsOf = async (ctx: AppContext, project: Finished, locale: string): Promise<Props> => {
  const { id, workspaceId } = project
  const base = { locale, projectTitle: project.title, projectUrl: `${ctx.config.appUrl}/projects/${id}` }
  const where = { projectId: id, origin: 'auto' } as const
  const clips = await ctx.db.clip.findMany({
    where: { ...where, workspaceId, deletedAt: null },
    select: { renders: { select: { state: true, failure: true } } },
  })
  const ready = clips.filter(({ renders }) => renders.some(({ state }) => state === 'ready'))
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

const refunded = async (ctx: AppContext, { id, attempt }: Finished): Promise<number> => {
  const released = await ctx.db.creditEntry.findUnique({
    where: { key: `close:${id}:${attempt}` },
    select: { amount: true },
  })
  return released?.amount ?? 0
}
