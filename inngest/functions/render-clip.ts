import type { Inngest } from 'inngest'
import { eventNames } from '@/server/durable-events'
import {
  beginRender,
  closeProject,
  failRender,
  makeRender,
  noteRenderFailure,
  notifyOwner,
  type RenderRun,
  type WorkContext,
} from '@/server/pipeline'
import { callRetries, runVerb } from '../run-verb'
import { renderData } from './event-data'

/** One file of a clip. The last one of a project closes it. */
export const renderClip = (inngest: Inngest, work: WorkContext) =>
  inngest.createFunction(
    {
      id: 'render-clip',
      name: 'Render a clip',
      triggers: [{ event: eventNames.renderRequested }],
      retries: callRetries,
      concurrency: [{ limit: 20 }, { key: 'event.data.workspaceId', limit: 10 }],
      cancelOn: [
        {
          event: eventNames.renderCancelled,
          if: 'event.data.renderId == async.data.renderId && event.data.attempt == async.data.attempt',
        },
      ],
      onFailure: async ({ event, step }) => {
        const run = { ...renderData.parse(event.data.event.data), runId: event.data.run_id }
        const project = await step.run('fail-render', () => runVerb(() => failRender(work, run)))
        if (project !== null) await step.run('notify-owner', () => runVerb(() => notifyOwner(work, project)))
      },
    },
    async ({ event, runId, step, attempt }) => {
      const run: RenderRun = { ...renderData.parse(event.data), runId }
      const shutdown = work.media.signal
      const noted = <T>(verb: () => Promise<T>) =>
        runVerb(verb, { onError: (error) => noteRenderFailure(work, run, error), shutdown, attempt })
      const project = await step.run('begin-render', () => noted(() => beginRender(work, run)))
      if (project === null) return { outcome: 'nothing to do' }
      const place = { projectId: project.projectId, workspaceId: run.workspaceId }
      await step.run('make-render', () => noted(() => makeRender(work, run)))
      const closing = await step.run('close-project', () => runVerb(() => closeProject(work, place)))
      if (closing !== 'open') await step.run('notify-owner', () => runVerb(() => notifyOwner(work, place)))
      return { outcome: closing }
    },
  )
