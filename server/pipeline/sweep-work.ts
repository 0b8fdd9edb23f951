import type { AppContext } from '@/server/context'
import { cuttingStatuses } from '@/server/cutting'
import type { Failure } from '@/server/db/json'
import { projectStart, renderRequested } from '@/server/durable-events'
import { startWaiting } from '@/server/projects'
import { closeProject } from './close-project'
import { failProject, failRender } from './fail'
import { finishedMailKey, notifyOwner } from './notify-owner'

/** An event that was not acted on after this long is sent again. The same event twice is one, so this costs nothing when it was heard. */
const unheardMs = 60_000
/** Work whose heart has not beaten for this long is begun again by a new run; the runner's own recovery takes seconds. */
const silentMs = 5 * 60_000
/** A computer that wakes, or a database that is back, finds every heart silent for a moment: beats come once a second. */
const secondLookMs = 15_000
/** Begun again this often, then given up. */
const maxRestarts = 3
const atOnce = 200
/** The mail about work that ended comes within seconds; it is looked after for so long. */
const untoldMs = { from: 3_600_000, to: 60_000 } as const

export type Swept = {
  readonly heard: number
  readonly restarted: number
  readonly failed: number
  readonly closed: number
  /** Owners who had not been told that their work is over. */
  readonly told: number
}

const projectGaveUp: Failure = {
  code: 'internal',
  message: `The work stopped without a word and was begun again ${maxRestarts} times, which did not help. Your credits are back; try it once more.`,
}
const renderGaveUp: Failure = {
  code: 'internal',
  message: `This clip stopped without a word while it was rendered and was begun again ${maxRestarts} times, which did not help. Try it once more.`,
}

/**
 * Finds work that nobody does any more: events that were lost between a commit and their sending, runs whose worker or whose queue is
 * gone, projects whose last render died before it could close them. Begins it again, or fails it and gives its credits back. Tells owners what
 * somebody who died had ended and not told.
 */
export const sweepWork = async (ctx: AppContext): Promise<Swept> => {
  const heard = (await sweepWaiting(ctx)) + (await sendStartsAgain(ctx)) + (await sendRequestsAgain(ctx))
  const closed = await sweepOpen(ctx)
  const told = await tellOwners(ctx)
  const silence = { heartbeatAt: { lt: new Date(ctx.clock.now() - silentMs) } }
  const silent =
    (await ctx.db.project.count({ where: { ...workingProject, ...silence } })) +
    (await ctx.db.render.count({ where: { ...workingRender, ...silence } }))
  if (silent === 0) return { heard, closed, told, restarted: 0, failed: 0 }
  // Looked at twice: what has beaten by then is alive.
  await ctx.clock.sleep(secondLookMs)
  const projects = await reviveProjects(ctx, silence)
  const renders = await reviveRenders(ctx, silence)
  return {
    heard,
    closed,
    told,
    restarted: projects.restarted + renders.restarted,
    failed: projects.failed + renders.failed,
  }
}

/** While clips are rendered the renders' hearts beat; without any, `sweepOpen` closes it. */
const workingProject = { status: 'working', stages: { none: { stage: 'clips', state: 'done' } } } as const
/** As `mayCut` has it: of work that was stopped nothing is rendered. */
const livingProject = { deletedAt: null, reportKey: { not: null }, status: { in: [...cuttingStatuses] } }
const livingClip = { clip: { deletedAt: null, project: livingProject } }
const workingRender = { state: 'rendering', ...livingClip } as const
const selectWork = { id: true, workspaceId: true, attempt: true, restarts: true } as const

type Silence = { readonly heartbeatAt: { readonly lt: Date } }
type Revived = { readonly restarted: number; readonly failed: number }

/** All that a query finds, `atOnce` at a time and oldest first, however much there is: ids of version 7 are as old as they are small. */
async function* pagesOf<Row extends { readonly id: string }>(
  find: (after: { readonly id?: { readonly gt: string } }) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let page = await find({})
  while (page.length > 0) {
    yield page
    const last = page.at(-1)
    page = last === undefined || page.length < atOnce ? [] : await find({ id: { gt: last.id } })
  }
}
const aPage = { orderBy: { id: 'asc' }, take: atOnce } as const

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

const sendStartsAgain = async (ctx: AppContext): Promise<number> => {
  const unheard = { status: 'queued', updatedAt: { lt: new Date(ctx.clock.now() - unheardMs) } } as const
  const find = (after: object) =>
    ctx.db.project.findMany({ where: { ...unheard, ...after }, ...aPage, select: selectWork })
  let sent = 0
  for await (const page of pagesOf(find)) {
    await ctx.ports.events.send(page.map(projectStart))
    sent += page.length
  }
  return sent
}

const sendRequestsAgain = async (ctx: AppContext): Promise<number> => {
  const unheard = { state: 'queued', createdAt: { lt: new Date(ctx.clock.now() - unheardMs) }, ...livingClip } as const
  const find = (after: object) =>
    ctx.db.render.findMany({ where: { ...unheard, ...after }, ...aPage, select: selectWork })
  let sent = 0
  for await (const page of pagesOf(find)) {
    await ctx.ports.events.send(page.map(renderRequested))
    sent += page.length
  }
  return sent
}

const reviveProjects = async (ctx: AppContext, silence: Silence): Promise<Revived> => {
  const find = (after: object) =>
    ctx.db.project.findMany({ where: { ...workingProject, ...silence, ...after }, ...aPage, select: selectWork })
  let [restarted, failed] = [0, 0]
  for await (const page of pagesOf(find))
    for (const project of page) {
      const { id, workspaceId, attempt, restarts } = project
      // Whoever raises the count acts: of two sweeps one, and neither when the heart beats after all. It is set back, so that the new run
      // has its time.
      const { count } = await ctx.db.project.updateMany({
        where: { id, workspaceId, attempt, restarts, status: 'working', ...silence },
        data: { restarts: restarts + 1, heartbeatAt: new Date(ctx.clock.now()), runId: null },
      })
      if (count === 0) continue
      if (restarts >= maxRestarts) {
        if (await failProject(ctx, { projectId: id, workspaceId, attempt, runId: null }, projectGaveUp)) failed += 1
        await notifyOwner(ctx, { projectId: id, workspaceId })
        continue
      }
      await ctx.ports.events.send([projectStart({ ...project, restarts: restarts + 1 })])
      ctx.log.warn('a project stood still and begins again', { projectId: id, attempt, restarts: restarts + 1 })
      restarted += 1
    }
  return { restarted, failed }
}

const reviveRenders = async (ctx: AppContext, silence: Silence): Promise<Revived> => {
  const find = (after: object) =>
    ctx.db.render.findMany({ where: { ...workingRender, ...silence, ...after }, ...aPage, select: selectWork })
  let [restarted, failed] = [0, 0]
  for await (const page of pagesOf(find))
    for (const render of page) {
      const { id, workspaceId, attempt, restarts } = render
      const { count } = await ctx.db.render.updateMany({
        where: { id, workspaceId, attempt, restarts, state: 'rendering', ...silence },
        data: { restarts: restarts + 1, heartbeatAt: new Date(ctx.clock.now()), runId: null },
      })
      if (count === 0) continue
      if (restarts >= maxRestarts) {
        const project = await failRender(ctx, { renderId: id, workspaceId, attempt, runId: null }, renderGaveUp)
        if (project !== null) await notifyOwner(ctx, project)
        failed += 1
        continue
      }
      await ctx.ports.events.send([renderRequested({ ...render, restarts: restarts + 1 })])
      ctx.log.warn('a render stood still and begins again', { renderId: id, attempt, restarts: restarts + 1 })
      restarted += 1
    }
  return { restarted, failed }
}

/** Projects whose clips are planned and whose renders have all ended: somebody died before the door was shut. */
const sweepOpen = async (ctx: AppContext): Promise<number> => {
  const open = {
    status: 'working',
    heartbeatAt: { lt: new Date(ctx.clock.now() - unheardMs) },
    stages: { some: { stage: 'clips', state: 'done' } },
  } as const
  const find = (after: object) =>
    ctx.db.project.findMany({ where: { ...open, ...after }, ...aPage, select: { id: true, workspaceId: true } })
  let closed = 0
  for await (const page of pagesOf(find))
    for (const { id: projectId, workspaceId } of page) {
      const closing = await closeProject(ctx, { projectId, workspaceId })
      if (closing === 'open') continue
      await notifyOwner(ctx, { projectId, workspaceId })
      closed += 1
    }
  return closed
}

/** Work that a run has ended, and about which nothing was written: whoever ended it died in between. */
const tellOwners = async (ctx: AppContext): Promise<number> => {
  const now = ctx.clock.now()
  const ended = {
    status: { in: ['ready' as const, 'failed' as const] },
    finishedAt: { gt: new Date(now - untoldMs.from), lt: new Date(now - untoldMs.to) },
    deletedAt: null,
    startedAt: { not: null },
    OR: [{ runId: { not: null } }, { restarts: { gt: 0 } }],
  }
  const find = (after: object) =>
    ctx.db.project.findMany({
      where: { ...ended, ...after },
      ...aPage,
      select: { id: true, workspaceId: true, attempt: true },
    })
  let told = 0
  for await (const page of pagesOf(find)) {
    const mails = await ctx.db.mail.findMany({
      where: { key: { in: page.map(finishedMailKey) } },
      select: { key: true },
    })
    const written = new Set(mails.map(({ key }) => key))
    for (const { id: projectId, workspaceId } of page.filter((project) => !written.has(finishedMailKey(project)))) {
      await notifyOwner(ctx, { projectId, workspaceId })
      told += 1
    }
  }
  return told
}
