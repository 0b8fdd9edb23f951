import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

export type Incoming = inferRouterOutputs<AppRouter>['upload']['list'][number]

/** Whoever looks brought it, and what becomes of it is not known yet. */
export const isOnItsWay = ({ isYours, project, kind, state }: Incoming): boolean =>
  isYours && project === null && (state === 'checking' || (kind === 'link' && state === 'receiving'))

/** Ready without a source is a video that was deleted since. */
const isHere = ({ isYours, project, state, source }: Incoming): boolean =>
  isYours && project === null && state === 'ready' && source !== null

/**
 * What the server knows of and this page does not show yet, of whoever looks. `arrived`: nothing more is needed of them. `unfinished`: files
 * of which a part is here. The same video brought twice is one.
 */
export const sortIncoming = (
  listed: readonly Incoming[],
  {
    shown,
    removed,
  }: {
    /** What has a row of its own. */
    readonly shown: readonly { readonly id: string; readonly sourceId: string | null }[]
    readonly removed: ReadonlySet<string>
  },
): { readonly arrived: readonly Incoming[]; readonly unfinished: readonly Incoming[] } => {
  const free = listed.filter(({ id }) => !removed.has(id) && !shown.some((row) => row.id === id))
  const sources = new Set(shown.map(({ sourceId }) => sourceId))
  const arrived = free.filter((upload) => {
    if (isOnItsWay(upload)) return true
    if (!isHere(upload) || sources.has(upload.source?.id ?? null)) return false
    sources.add(upload.source?.id ?? null)
    return true
  })
  const unfinished = free.filter(({ isYours, kind, state }) => isYours && kind === 'file' && state === 'receiving')
  return { arrived, unfinished }
}
