import type { DurableEvent } from './ports/events'

/**
 * The events between verbs and durable functions, each made in one place: its name, what it carries (ids only) and the id that makes a
 * repeated send one event. `restart` is raised by the sweep, which must be heard although the first event was.
 */
type Attempt = {
  readonly id: string
  readonly workspaceId: string
  readonly attempt: number
  readonly restarts?: number
}

export const eventNames = {
  uploadReceived: 'upload/received',
  importRequested: 'upload/import-requested',
  uploadFailed: 'upload/failed',
  sourceReady: 'source/ready',
  projectStart: 'project/start',
  projectCancelled: 'project/cancelled',
  renderRequested: 'render/requested',
  renderCancelled: 'render/cancelled',
  campaignCheck: 'campaign/check',
  mailCheck: 'mail/check',
  campaignReaderDue: 'campaign/reader-due',
} as const

const projectEvent =
  (name: string, key: string) =>
  ({ id, workspaceId, attempt, restarts = 0 }: Attempt): DurableEvent => ({
    id: `${key}:${id}:${attempt}:${restarts}`,
    name,
    data: { projectId: id, workspaceId, attempt },
  })

export const projectStart = projectEvent(eventNames.projectStart, 'project-start')
export const projectCancelled = projectEvent(eventNames.projectCancelled, 'project-cancelled')

const renderEvent =
  (name: string, key: string) =>
  ({ id, workspaceId, attempt, restarts = 0 }: Attempt): DurableEvent => ({
    id: `${key}:${id}:${attempt}:${restarts}`,
    name,
    data: { renderId: id, workspaceId, attempt },
  })

export const renderRequested = renderEvent(eventNames.renderRequested, 'render-requested')
export const renderCancelled = renderEvent(eventNames.renderCancelled, 'render-cancelled')

export type ReaderDueData = { readonly campaign: string; readonly userId: string; readonly atMs: number }

/** A campaign's hour has come for somebody. One event for each campaign, person and date of theirs, however many schedulers say so. */
export const campaignReaderDue = ({ day, ...data }: ReaderDueData & { readonly day: string }): DurableEvent => ({
  id: `campaign:${data.campaign}:${data.userId}:${day}`,
  name: eventNames.campaignReaderDue,
  data,
})
