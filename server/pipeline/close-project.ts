import { announce } from '@/server/announce'
import type { AppContext } from '@/server/context'
import { releaseCredits, settleCredits, warnOfLowCredits } from '@/server/credits'
import { type Failure, fromJson } from '@/server/db/json'
import { deliverMail } from '@/server/notifications'
import { endAttempt, moveProject } from '@/server/projects'

export type Closing = 'open' | 'ready' | 'failed' | 'over'

type Closed = { readonly closing: Closing; readonly mails: readonly string[] }

const withoutMail = (closing: Closing): Closed => ({ closing, mails: [] })

/**
 * Ends a project when the last of its renders has ended, whoever made that one: with a clip to show the credits are settled, without any
 * moment they go back, and when no render came to anything the project has failed. All in one transaction; a repeat finds it done.
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
  const renders = await ctx.db.render.findMany({
    where: { workspaceId, clip: { projectId, workspaceId, origin: 'auto', deletedAt: null } },
    select: { state: true, failure: true },
  })
  if (renders.some(({ state }) => state === 'queued' || state === 'rendering')) return 'open'
  const now = new Date(ctx.clock.now())
  const isReady = renders.some(({ state }) => state === 'ready')
  const failed = renders.find(({ state }) => state === 'failed')
  const { id, attempt, title } = project
  const key = { workspaceId, projectId, attempt }
  const { closing, mails } = await ctx.db.$transaction(async (tx): Promise<Closed> => {
    if (!isReady && failed !== undefined) {
      const cause = failed.failure === null ? null : fromJson<Failure>(failed.failure)
      const failure = {
        code: cause?.code ?? 'media_tool_failed',
        message: `None of the clips could be rendered. ${cause?.message ?? ''}`.trim(),
      }
      const note = `“${title}” failed`
      return withoutMail((await endAttempt(tx, project, { status: 'failed', failure, note }, now)) ? 'failed' : 'over')
    }
    const { used } = isReady
      ? await settleCredits(tx, key, { durationMs: project.source?.durationMs ?? 0, title })
      : await releaseCredits(tx, key, `No clips came of “${title}”`).then(() => ({ used: 0 }))
    const isMoved = await moveProject(tx, { id, workspaceId, attempt }, 'ready', { finishedAt: now, creditsUsed: used })
    if (!isMoved) return withoutMail('over')
    await tx.projectStage.updateMany({
      where: { projectId, workspaceId, stage: 'renders' },
      data: { state: renders.length === 0 ? 'skipped' : 'done', share: 1, endedAt: now },
    })
    return { closing: 'ready', mails: isReady ? await warnOfLowCredits(tx, ctx, { workspaceId }) : [] }
  })
  for (const mail of mails) await deliverMail(ctx, mail)
  await announce(ctx, projectId)
  return closing
}
