import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'
import type { LocalVideo } from './read-local-video'
import type { UploadStatus } from './upload-client'

/** A video on its way in, however it comes. */
export type SourceItem = {
  readonly key: string
  readonly fileName: string
  /** null: a link whose other side has not said. */
  readonly sizeBytes: number | null
  readonly sentBytes: number
  readonly bytesPerSecond: number | null
  readonly phase: 'starting' | 'sending' | 'fetching' | 'paused' | 'retrying' | 'checking' | 'ready' | 'failed'
  /** A sentence, when it failed. */
  readonly failure: string | null
  /** While `retrying` because of a limit: when it goes on. */
  readonly heldUntilMs: number | null
  readonly canPause: boolean
  /** It went on from what an earlier visit had sent. */
  readonly isResumed: boolean
  /** null until the server knows of it. */
  readonly uploadId: string | null
  readonly durationMs: number | null
  readonly widthPx: number | null
  readonly heightPx: number | null
  readonly thumbnailUrl: string | null
}

type View = inferRouterOutputs<AppRouter>['upload']['get']

const filePhases = {
  waiting: 'starting',
  sending: 'sending',
  paused: 'paused',
  offline: 'retrying',
  retrying: 'retrying',
  sent: 'checking',
  failed: 'failed',
  cancelled: 'failed',
} as const satisfies Record<UploadStatus['phase'], SourceItem['phase']>

const viewPhases = {
  receiving: 'fetching',
  checking: 'checking',
  ready: 'ready',
  failed: 'failed',
  cancelled: 'failed',
} as const satisfies Record<View['state'], SourceItem['phase']>

/** A file of this document: `view` is what the server says of it once all of it is there. */
export const fileItem = (
  key: string,
  status: UploadStatus,
  local: LocalVideo | null,
  view: View | undefined,
): SourceItem => ({
  key,
  fileName: status.fileName,
  sizeBytes: status.sizeBytes,
  sentBytes: status.sentBytes,
  bytesPerSecond: status.bytesPerSecond,
  phase:
    status.phase === 'sent' && view && view.state !== 'receiving' ? viewPhases[view.state] : filePhases[status.phase],
  failure: view?.failure?.message ?? status.failure?.message ?? null,
  heldUntilMs: status.heldUntilMs,
  // What the server refused after looking at it would be refused again.
  canPause: status.phase !== 'sent',
  isResumed: status.isResumed,
  uploadId: status.id,
  durationMs: view?.source?.durationMs ?? local?.durationMs ?? null,
  widthPx: view?.source?.widthPx ?? local?.widthPx ?? null,
  heightPx: view?.source?.heightPx ?? local?.heightPx ?? null,
  thumbnailUrl: view?.source?.thumbnailUrl ?? local?.thumbnailUrl ?? null,
})

/** What the server fetches by itself from a link, and what it has of an earlier visit. */
export const serverItem = (view: View): SourceItem => ({
  key: view.id,
  fileName: view.fileName,
  sizeBytes: view.sizeBytes,
  sentBytes: view.offsetBytes,
  bytesPerSecond: null,
  phase: viewPhases[view.state],
  failure: view.failure?.message ?? null,
  heldUntilMs: null,
  canPause: false,
  isResumed: false,
  uploadId: view.id,
  durationMs: view.source?.durationMs ?? null,
  widthPx: view.source?.widthPx ?? null,
  heightPx: view.source?.heightPx ?? null,
  thumbnailUrl: view.source?.thumbnailUrl ?? null,
})

/** From this very page: it must stay open until all of it is there. */
export const isSent = ({ phase }: Pick<SourceItem, 'phase'>): boolean =>
  phase === 'starting' || phase === 'sending' || phase === 'paused' || phase === 'retrying'

/** "My_talk-final.mp4" -> "My talk final". */
export const titleOf = (fileName: string): string =>
  fileName
    .replace(/\.[A-Za-z0-9]{2,4}$/, '')
    .replace(/[_-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200) || fileName
