import type { AppContext } from '@/server/context'
import type { Failure } from '@/server/db/json'
import { projectStart, renderRequested } from '@/server/durable-events'
import { startWaiting } from '@/server/projects'
import { closeProject } from './close-project'
import { failProject, failRender } from './fail'
import { notifyOwner } from './notify-owner'

/** An event that was not acted on after this long is sent again. The same event twice is one, so this costs nothing when it was heard. */
const unheardMs = 60_000
/** Work whose heart has not beaten for this long is begun again by a new run; the runner's own recovery takes seconds. */
const silentMs = 5 * 60_000
/** Begun again this often, then given up. */
const maxRestarts = 3
const atOnce = 200

export type Swept = {
  readonly heard: number
  readonly restarted: number
  readonly failed: number
  readonly closed: number
}

const gaveUp: Failure = {
  code: 'internal',
  message: `The work stopped without a word and was begun again ${maxRestarts} times. Your credits are back; try it once more, and look at the worker’s log if it stays so.`,
}

/**
 * Finds work that nobody does any more: events that were lost between a commit and their sending, runs whose worker or whose queue is
 * gone, projects whose last render died before it could close them. Begins it again, or fails it and gives its credits back.
 */
export const sweepWork = async (ctx: AppContext): Promise<Swept> => {
  const projects = await sweepProjects(ctx)
  const renders = await sweepRenders(ctx)
  return {
    heard: (await sweepWaiting(ctx)) + projects.heard + renders.heard,
    restarted: projects.restarted + renders.restarted,
    failed: projects.failed + renders.failed,
    closed: await sweepOpen(ctx),
  }
}

type Tally = { heard: number; restarted: number; failed: number }

/** Projects that wait for an upload which has ended. */
const sweepWaiting = async (ctx: AppContext): Promise<number> => {
  const waiting = await ctx.db.project.findMany({
    where: { status: 'waiting', upload: { state: { in: ['ready', 'failed', 'cancelled'] } } },
    distinct: ['uploadId'],
    take: atOnce,
    select: { uploadId: true, workspaceId: true },
  })
  let started = 0
  for (const { uploadId, workspaceId } of waiting)
    if (uploadId !== null) started += await startWaiting(ctx, { uploadId, workspaceId })
  return started
}

const sweepProjects = async (ctx: AppContext): Promise<Tally> => {
  const now = ctx.clock.now()
  const tally = { heard: 0, restarted: 0, failed: 0 }
  const select = { id: true, workspaceId: true, attempt: true, restarts: true } as const
  const unheard = await ctx.db.project.findMany({
    where: { status: 'queued', updatedAt: { lt: new Date(now - unheardMs) } },
    take: atOnce,
    select,
  })
  if (unheard.length > 0) await ctx.ports.events.send(unheard.map(projectStart))
  tally.heard = unheard.length
  const silent = await ctx.db.project.findMany({
    // While clips are rendered the renders' hearts beat; without any, `sweepOpen` closes it.
    where: {
      status: 'working',
      heartbeatAt: { lt: new Date(now - silentMs) },
      stages: { none: { stage: 'clips', state: 'done' } },
    },
    take: atOnce,
    select,
  })
  for (const project of silent) {
    const { id, workspaceId, attempt, restarts } = project
    if (restarts >= maxRestarts) {
      if (await failProject(ctx, { projectId: id, workspaceId, attempt, runId: null }, gaveUp)) tally.failed += 1
      await notifyOwner(ctx, { projectId: id, workspaceId })
      continue
    }
    // Whoever raises the count sends: of two sweeps one does. The heart is set back, so that the new run has its time.
    const { count } = await ctx.db.project.updateMany({
      where: { id, workspaceId, attempt, restarts, status: 'working' },
      data: { restarts: restarts + 1, heartbeatAt: new Date(now), runId: null },
    })
    if (count === 0) continue
    await ctx.ports.events.send([projectStart({ ...project, restarts: restarts + 1 })])
    ctx.log.warn('a project stood still and begins again', { projectId: id, attempt, restarts: restarts + 1 })
    tally.restarted += 1
  }
  return tally
}

const sweepRenders = async (ctx: AppContext): Promise<Tally> => {
  const now = ctx.clock.now()
  const tally = { heard: 0, restarted: 0, failed: 0 }
  const select = { id: true, workspaceId: true, attempt: true, restarts: true } as const
  const clip = { deletedAt: null, project: { deletedAt: null, reportKey: { not: null } } }
  const unheard = await ctx.db.render.findMany({
    where: { state: 'queued', createdAt: { lt: new Date(now - unheardMs) }, clip },
    take: atOnce,
    select,
  })
  if (unheard.length > 0) await ctx.ports.events.send(unheard.map(renderRequested))
  tally.heard = unheard.length
  const silent = await ctx.db.render.findMany({
    where: { state: 'rendering', heartbeatAt: { lt: new Date(now - silentMs) }, clip },
    take: atOnce,
    select,
  })
  for (const render of silent) {
    const { id, workspaceId, attempt, restarts } = render
    if (restarts >= maxRestarts) {
      const project = await failRender(ctx, { renderId: id, workspaceId, attempt, runId: null }, gaveUp)
      if (project !== null) await notifyOwner(ctx, project)
      tally.failed += 1
      continue
    }
    const { count } = await ctx.db.render.updateMany({
      where: { id, workspaceId, attempt, restarts, state: 'rendering' },
      data: { restarts: restarts + 1, heartbeatAt: new Date(now), runId: null },
    })
    if (count === 0) continue
    await ctx.ports.events.send([renderRequested({ ...render, restarts: restarts + 1 })])
    ctx.log.warn('a render stood still and begins again', { renderId: id, attempt, restarts: restarts + 1 })
    tally.restarted += 1
  }
  return tally
}

/** Projects whose clips are planned and whose renders have all ended: somebody died before the door was shut. */
const sweepOpen = async (ctx: AppContext): Promise<number> => {
  const open = await ctx.db.project.findMany({
    where: {
      status: 'working',
      heartbeatAt: { lt: new Date(ctx.clock.now() - unheardMs) },
      stages: { some: { stage: 'clips', state: 'done' } },
    },
    take: atOnce,
    select: { id: true, workspaceId: true },
  })
  let closed = 0
  for (const { id: projectId, workspaceId } of open) {
    const closing = await closeProject(ctx, { projectId, workspaceId })
    if (closing === 'open') continue
    await notifyOwner(ctx, { projectId, workspaceId })
    closed += 1
  }
  return closed
}
