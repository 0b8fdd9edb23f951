import { requireAccess } from '@/server/accounts'
import { projectTopic } from '@/server/announce'
import type { WorkspaceContext } from '@/server/context'
import { getProject, type ProjectView } from './get-project'

/** Two pictures a second are enough for an eye, and a bound on what a busy worker costs the database. */
const leastGapMs = 500
/** When nothing is heard for this long, the database is asked: the channel may be down, and an upload's progress is not on it. */
const silenceMs = 2_000
/** With one silence on top, who was taken out or signed out hears nothing more within five seconds. */
const accessEveryMs = 2_500

/**
 * The project now, and again whenever it changed, until the signal fires.
 * @throws not_found when it is not there, or is removed while it is watched, or who watches is taken out of the workspace; unauthenticated
 * when their session ends
 */
export async function* watchProject(
  ctx: WorkspaceContext,
  { id }: { readonly id: string },
  signal: AbortSignal,
): AsyncGenerator<ProjectView, void, undefined> {
  const changes = listenTo(signal)
  const unsubscribe = await ctx.ports.live.subscribe(projectTopic(id), changes.heard)
  try {
    let shown = ''
    let admittedAtMs = ctx.clock.now()
    while (!signal.aborted) {
      if (ctx.clock.now() - admittedAtMs >= accessEveryMs) {
        await requireAccess(ctx)
        admittedAtMs = ctx.clock.now()
      }
      changes.forget()
      const view = await getProject(ctx, { id })
      const next = comparable(view)
      if (next !== shown) {
        shown = next
        yield view
        await changes.pause(leastGapMs)
      }
      await changes.wait(silenceMs)
    }
  } finally {
    unsubscribe()
  }
}

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
    forget: () => {
      isChanged = false
    },
    pause: (ms: number) => sleep(ms, false),
    /** Ends early when something was heard. */
    wait: (ms: number) => sleep(ms, true),
  }
}
