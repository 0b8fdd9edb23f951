import { announce } from '@/server/announce'
import type { AppContext } from '@/server/context'
import { lockWorkspace, releaseCredits, settleCredits, warnOfLowCredits } from '@/server/credits'
import { lockProject } from '@/server/cutting'
import type { Prisma, Tx } from '@/server/db/client'
import type { RenderState } from '@/server/db/generated/client'
import { type Failure, fromJson } from '@/server/db/json'
import { deliverMail } from '@/server/notifications'
import { endAttempt, moveProject } from '@/server/projects'

export type Closing = 'open' | 'ready' | 'failed' | 'over'

type Closed = { readonly closing: Closing; readonly mails: readonly string[] }

const withoutMail = (closing: Closing): Closed => ({ closing, mails: [] })

/**
 * Ends a project when the last of its renders has ended, whoever made that one. The credits are settled when clips were found, even if the
 * person has removed them since; without any moment they go back; and when no render came to anything the project has failed. All in one
 * transaction; a repeat finds it done.
 */
export const closeProject = async (
  ctx: AppContext,
  { projectId, workspaceId }: { readonly projectId: string; readonly workspaceId: string },
): Promise<Closing> => {
  const project = await ctx.db.project.findFirst({
    where: { id: projectId, workspaceId, status: 'working', stages: { some: { stage: 'clips', state: 'done' } } },
    select: { id: true, workspaceId: true, attempt: true, title: true, source: { select: { durationMs: true } } },
  })
  if (project === null) return 'over'
  if (isOpen(await rendersOf(ctx.db, project))) return 'open'
  const now = new Date(ctx.clock.now())
  const { id, attempt, title } = project
  const key = { workspaceId, projectId, attempt }
  const { closing, mails } = await ctx.db.$transaction(async (tx): Promise<Closed> => {
    await lockWorkspace(tx, workspaceId)
    const held = await lockProject(tx, project)
    if (held?.status !== 'working' || held.attempt !== attempt) return withoutMail('over')
    // Once more, now that nothing can be queued: a clip may have been tried again meanwhile.
    const renders = await rendersOf(tx, project)
    if (isOpen(renders)) return withoutMail('open')
    const isDelivered = held.deliveredIn === attempt || renders.some(({ state }) => state === 'ready')
    const failed = renders.find(({ state }) => state === 'failed')
    if (!isDelivered && failed !== undefined) {
      const cause = failed.failure === null ? null : fromJson<Failure>(failed.failure)
      const failure = {
        code: cause?.code ?? 'media_tool_failed',
        message: `None of the clips could be rendered. ${cause?.message ?? ''}`.trim(),
      }
      const note = `“${title}” failed`
      return withoutMail((await endAttempt(tx, project, { status: 'failed', failure, note }, now)) ? 'failed' : 'over')
    }
    const isFound = isDelivered || (await tx.moment.count({ where: { projectId, workspaceId, accepted: true } })) > 0
    const { used } = isFound
      ? await settleCredits(tx, key, { durationMs: project.source?.durationMs ?? 0, title })
      : await releaseCredits(tx, key, `No clips came of “${title}”`)
    await moveProject(tx, { id, workspaceId, attempt }, 'ready', { finishedAt: now, creditsUsed: used })
    await tx.projectStage.updateMany({
      where: { projectId, workspaceId, stage: 'renders' },
      data: { state: renders.length === 0 ? 'skipped' : 'done', share: 1, endedAt: now },
    })
    return { closing: 'ready', mails: isFound ? await warnOfLowCredits(tx, ctx, { workspaceId }) : [] }
  })
  for (const mail of mails) await deliverMail(ctx, mail)
  if (closing !== 'open') await announce(ctx, projectId)
  return closing
}

type RenderEnd = { readonly state: RenderState; readonly failure: Prisma.JsonValue }

/** Of the clips that were found and are still there. */
const rendersOf = (
  db: Pick<Tx, 'render'>,
  { id: projectId, workspaceId }: { readonly id: string; readonly workspaceId: string },
): Promise<RenderEnd[]> =>
  db.render.findMany({
    where: { workspaceId, clip: { projectId, workspaceId, origin: 'auto', deletedAt: null } },
    select: { state: true, failure: true },
  })

const isOpen = (renders: readonly RenderEnd[]): boolean =>
  renders.some(({ state }) => state === 'queued' || state === 'rendering')
