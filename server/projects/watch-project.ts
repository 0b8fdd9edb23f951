import { requireAccess } from '@/server/accounts'
import { projectTopic } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { Prisma } from '@/server/db/client'
import { queryRows } from '@/server/db/query-rows'
import { DomainError } from '@/server/errors'
import { getProject, type ProjectView } from './get-project'

/** Two pictures a second are enough for an eye, and a bound on what a busy worker costs the database. */
const leastGapMs = 500
/** When nothing is heard for this long, the database is asked: the channel may be down, and an upload's progress is not on it. */
const silenceMs = 2_000
/** With one silence on top, who was taken out or signed out hears nothing more within five seconds. */
const accessEveryMs = 2_500
/** What its own rows do not say, such as how long others took lately, is at most this old. */
const wholeEveryMs = 30_000
/** Of one person in one process: far more than pages that somebody looks at. */
const maxWatched = 20

/** By person: how many projects they watch in this process. */
const watched = new Map<string, number>()

/**
 * The project now, and again whenever it changed, until the signal fires.
 * @throws not_found when it is not there, or is removed while it is watched, or who watches is taken out of the workspace; unauthenticated
 * when their session ends; rate_limited when they watch as many as may be
 */
export async function* watchProject(
  ctx: WorkspaceContext,
  { id }: { readonly id: string },
  signal: AbortSignal,
): AsyncGenerator<ProjectView, void, undefined> {
  const end = beginWatching(ctx.user.id)
  try {
    yield* follow(ctx, id, signal)
  } finally {
    end()
  }
}

async function* follow(
  ctx: WorkspaceContext,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ProjectView, void, undefined> {
  const changes = listenTo(signal)
  const unsubscribe = await ctx.ports.live.subscribe(projectTopic(id), changes.heard)
  try {
    let shown = ''
    let read: { readonly view: ProjectView; readonly version: string; readonly atMs: number } | null = null
    let admittedAtMs = ctx.clock.now()
    while (!signal.aborted) {
      const atMs = ctx.clock.now()
      if (atMs - admittedAtMs >= accessEveryMs) {
        await requireAccess(ctx)
        admittedAtMs = atMs
      }
      const isTold = changes.forget()
      // Asked before the project is read: what changes in between is found by the next look.
      const version = await readVersion(ctx, id)
      if (isTold || read === null || read.version !== version || isOld(read.view, atMs - read.atMs)) {
        const view = await getProject(ctx, { id })
        read = { view, version, atMs }
        const next = comparable(view)
        if (next !== shown) {
          shown = next
          yield view
          await changes.pause(leastGapMs)
        }
      }
      await changes.wait(silenceMs)
    }
  } finally {
    unsubscribe()
  }
}

/** Counts one more; what is returned counts it off. @throws rate_limited */
const beginWatching = (userId: string): (() => void) => {
  const count = watched.get(userId) ?? 0
  if (count >= maxWatched)
    throw new DomainError(
      'rate_limited',
      `You have ${maxWatched} projects open that are followed as they change, which is the most. Close one; this page asks now and then instead.`,
    )
  watched.set(userId, count + 1)
  return () => {
    const left = (watched.get(userId) ?? 1) - 1
    if (left === 0) watched.delete(userId)
    else watched.set(userId, left)
  }
}

/**
 * Another text after every write to a row that the project's page shows: PostgreSQL keeps with each row which transaction wrote it. One
 * statement, where reading the project takes ten.
 */
const readVersion = async (ctx: WorkspaceContext, id: string): Promise<string> => {
  const rows = await queryRows<{ readonly version: string }>(
    ctx.db,
    Prisma.sql`
    SELECT concat_ws('|', project.xmin,
      (SELECT source.xmin FROM "Source" source WHERE source."id" = project."sourceId"),
      (SELECT upload.xmin FROM "Upload" upload WHERE upload."id" = project."uploadId"),
      (SELECT string_agg(stage.xmin::text, ',' ORDER BY stage."stage") FROM "ProjectStage" stage
        WHERE stage."projectId" = project."id"),
      (SELECT string_agg(clip.xmin::text, ',' ORDER BY clip."id") FROM "Clip" clip WHERE clip."projectId" = project."id"),
      (SELECT string_agg(render.xmin::text, ',' ORDER BY render."id") FROM "Clip" clip
        JOIN "Render" render ON render."clipId" = clip."id" WHERE clip."projectId" = project."id"),
      (SELECT MAX(entry."id") FROM "CreditEntry" entry WHERE entry."projectId" = project."id")) AS version
    FROM "Project" project WHERE project."id" = ${id} AND project."workspaceId" = ${ctx.workspaceId}`,
  )
  return rows[0]?.version ?? ''
}

/** Its place in a queue, or that nobody takes it, depends on others: that is asked for at every look. */
const isOld = ({ queue, upload }: ProjectView, ageMs: number): boolean =>
  queue !== null || upload?.state === 'checking' || ageMs >= wholeEveryMs

/** Addresses of media are signed anew each time; that is no change. */
const comparable = (view: ProjectView): string =>
  JSON.stringify(view, (key, value: unknown) => (key.endsWith('Url') ? value !== null : value))

const listenTo = (signal: AbortSignal) => {
  let isChanged = false
  let wake: () => void = () => undefined
  const sleep = (ms: number, mayWake: boolean) =>
    new Promise<void>((resolve) => {
      if (signal.aborted || (mayWake && isChanged)) return resolve()
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, ms)
      signal.addEventListener('abort', end, { once: true })
      wake = mayWake ? end : () => undefined
    })
  return {
    heard: () => {
      isChanged = true
      wake()
    },
    /** Whether something was heard since the last time. */
    forget: () => {
      const was = isChanged
      isChanged = false
      return was
    },
    pause: (ms: number) => sleep(ms, false),
    /** Ends early when something was heard. */
    wait: (ms: number) => sleep(ms, true),
  }
}
