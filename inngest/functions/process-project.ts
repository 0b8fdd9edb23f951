import type { Inngest } from 'inngest'

import { eventNames, renderRequested } from '@/server/durable-events'
import {
  beginProject,
  clipsStage,
  closeProject,
  facesStage,
  failProject,
  momentsStage,
  noteProjectFailure,
  notifyOwner,
  type ProjectRun,
  probeStage,
  scanStage,
  speakersStage,
  speechStage,
  type WorkContext,
} from '@/server/pipeline'
import { callRetries, runVerb } from '../run-verb'
import { projectData } from './event-data'

/** From a source to clips that wait to be rendered. Each step leaves its result in the stores and returns next to nothing. */
export const processProject = (inngest: Inngest, work: WorkContext) =>
  inngest.createFunction(
    {
      id: 'process-project',
      name: 'Find the clips of a project',
      triggers: [{ event: eventNames.projectStart }],
      retries: callRetries,
      // How much runs at once is decided on the machine (server/pipeline/gate.ts); this is only against a flood of one workspace.
      concurrency: [{ limit: 20 }, { key: 'event.data.workspaceId', limit: 5 }],
      cancelOn: [
        {
          event: eventNames.projectCancelled,
          if: 'event.data.projectId == async.data.projectId && event.data.attempt == async.data.attempt',
        },
      ],
      onFailure: async ({ event, step }) => {
        const run = { ...projectData.parse(event.data.event.data), runId: event.data.run_id }
        await step.run('fail-project', () => runVerb(() => failProject(work, run)))
        // Also when it had failed before: by this very step, whose worker died before it could say so. The mail knows whether it was written.
        await step.run('notify-owner', () => runVerb(() => notifyOwner(work, run)))
      },
    },
    async ({ event, runId, step, attempt }) => {
      const run: ProjectRun = { ...projectData.parse(event.data), runId }
      const stage = <T>(id: string, verb: (work: WorkContext, run: ProjectRun) => Promise<T>) =>
        step.run(id, () =>
          runVerb(() => verb(work, run), {
            onError: (error) => noteProjectFailure(work, run, error),
            shutdown: work.media.signal,
            attempt,
          }),
        )
      if (!(await stage('begin-project', beginProject))) return { outcome: 'nothing to do' }
      await stage('probe-source', probeStage)
      await stage('transcribe', speechStage)
      await stage('scan-shots', scanStage)
      await stage('find-moments', momentsStage)
      await stage('track-faces', facesStage)
      await stage('find-speakers', speakersStage)
      const renders = await stage('plan-clips', clipsStage)
      if (renders.length > 0)
        await step.sendEvent(
          'request-renders',
          renders.map(({ id, attempt }) => renderRequested({ id, attempt, workspaceId: run.workspaceId })),
        )
      const closing = await stage('close-project', closeProject)
      if (closing !== 'open') await stage('notify-owner', notifyOwner)
      return { outcome: closing, renders: renders.length }
    },
  )
