import { announce } from '@/server/announce'
import { moveRender } from '@/server/clips'
import type { AppContext } from '@/server/context'
import { type Failure, fromJson, toJson } from '@/server/db/json'
import { DomainError, errorTable } from '@/server/errors'
import { endAttempt } from '@/server/projects'
import { closeProject } from './close-project'
import type { ProjectRun, RenderRun, WorkContext } from './work-context'

const unknown: Failure = {
  code: 'internal',
  message: 'Something went wrong on our side, and trying again did not help. Try it once more.',
}
/** One clip of several: the others are kept and paid for. */
const unknownOfRender: Failure = {
  code: 'internal',
  message: 'Something went wrong on our side, and trying again did not help. Try this clip once more.',
}

/** What a person may be told of an error; else `otherwise`. */
const toFailure = (error: unknown, otherwise: Failure): Failure =>
  error instanceof DomainError && errorTable[error.code].expose
    ? { code: error.code, message: error.message }
    : otherwise

/** Kept beside the work while it is still being tried, so that whoever gives up on it can say why. */
export const noteProjectFailure = async (work: WorkContext, run: Omit<ProjectRun, 'runId'>, error: unknown) => {
  const { projectId: id, workspaceId, attempt } = run
  await work.db.project.updateMany({
    where: { id, workspaceId, attempt, status: { in: ['queued', 'working'] } },
    data: { failure: toJson(toFailure(error, unknown)) },
  })
}

export const noteRenderFailure = async (work: WorkContext, run: Omit<RenderRun, 'runId'>, error: unknown) => {
  const { renderId: id, workspaceId, attempt } = run
  await work.db.render.updateMany({
    where: { id, workspaceId, attempt, state: { in: ['queued', 'rendering'] } },
    data: { failure: toJson(toFailure(error, unknownOfRender)) },
  })
}

/**
 * Gives up on an attempt: says why, gives the credits back. false when it had ended before, or when it is not this run's to end: another
 * one works on it, or the sweep has taken it for another (`runId` null: whoever's it is).
 */
export const failProject = async (
  ctx: AppContext,
  { projectId: id, workspaceId, attempt, runId }: Omit<ProjectRun, 'runId'> & { readonly runId: string | null },
  known?: Failure,
): Promise<boolean> => {
  const project = await ctx.db.project.findFirst({
    where: { id, workspaceId, attempt, ...(runId === null ? {} : { OR: [{ runId }, { status: 'queued' }] }) },
    select: { title: true, failure: true },
  })
  if (project === null) return false
  const failure = known ?? (project.failure === null ? unknown : fromJson<Failure>(project.failure))
  const outcome = { status: 'failed', failure, note: `“${project.title}” failed` } as const
  const now = new Date(ctx.clock.now())
  const isFailed = await ctx.db.$transaction((tx) => endAttempt(tx, { id, workspaceId, attempt }, outcome, now))
  await announce(ctx, id)
  return isFailed
}

/** Gives up on a render. Its project, which is returned, ends with it if it was the last. null like `failProject`'s false. */
export const failRender = async (
  ctx: AppContext,
  { renderId: id, workspaceId, attempt, runId }: Omit<RenderRun, 'runId'> & { readonly runId: string | null },
  known?: Failure,
): Promise<{ projectId: string; workspaceId: string } | null> => {
  const render = await ctx.db.render.findFirst({
    where: { id, workspaceId, attempt, ...(runId === null ? {} : { OR: [{ runId }, { state: 'queued' }] }) },
    select: { failure: true, clip: { select: { projectId: true } } },
  })
  if (render === null) return null
  const failure = known ?? (render.failure === null ? unknownOfRender : fromJson<Failure>(render.failure))
  await moveRender(ctx.db, { id, workspaceId, attempt }, 'failed', {
    failure: toJson(failure),
    finishedAt: new Date(ctx.clock.now()),
  })
  const { projectId } = render.clip
  await closeProject(ctx, { projectId, workspaceId })
  await announce(ctx, projectId)
  return { projectId, workspaceId }
}
