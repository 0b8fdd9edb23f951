import type { AppContext, ServiceContext } from '@/server/context'
import type { Gate } from './gate'

/** What the steps of durable functions are given: the app, the media work, and how much this machine does at once. */
export type WorkContext = AppContext & {
  /** `media.signal` fires when this worker shuts down. */
  readonly media: ServiceContext
  readonly gates: { readonly analysis: Gate; readonly renders: Gate }
  /** What the results of stages may weigh on this machine. */
  readonly maxArtifactBytes: number
}

/** One attempt at a project, by one durable run. */
export type ProjectRun = {
  readonly projectId: string
  readonly workspaceId: string
  readonly attempt: number
  readonly runId: string
}

/** One attempt at a render, by one durable run. */
export type RenderRun = {
  readonly renderId: string
  readonly workspaceId: string
  readonly attempt: number
  readonly runId: string
}

/**
 * A run at a step of its. A worker that stood still for longer than its lease wakes up in the middle of a step that another does by then,
 * for the same run: whoever began it last draws a new `holder`, and from then on nobody else's counts.
 */
export type Held<Run> = Run & { readonly holder: string }
