import { analysisKeys, loadPicture, loadSpeech } from '@/server/analysis'
import { planClip, queueRender } from '@/server/clips'
import type { ServiceContext } from '@/server/context'
import { toJson } from '@/server/db/json'
import { throwIfCancelled } from '@/server/errors'
import { editDurationMs } from '@/server/media/edl'
import type { Candidate } from '@/server/media/types'
import { findMoments } from '@/server/moments'
import { scanSource } from '@/server/projects'
import { acceptedMoments, saveCandidates } from './candidates'
import { type LoadedProject, loadProject, openSource } from './load-project'
import { requireHeld, whileHeld } from './project-beat'
import { runStage } from './run-stage'
import type { Held, ProjectRun, WorkContext } from './work-context'

/** The candidates, taken and refused, with what their scores stand on. */
export const momentsStage = async (work: WorkContext, run: ProjectRun): Promise<void> => {
  const project = await loadProject(work, run)
  await runStage(work, run, 'moments', project.info.durationMs, async (media, held) => {
    const { source, input } = await openSource(work, media, project)
    const { shots, motion } = await scanSource(media, { source, input })
    const { transcript, features } = await loadSpeech(work, run)
    const { count, minS, maxS, prompt, ranges } = project.settings
    let isUnjudged = false
    const candidates = await findMoments(media, {
      source,
      transcript,
      features,
      shots,
      motion,
      options: { count, minS, maxS, prompt: prompt || null, ranges, language: transcript.language },
      onUnjudged: () => {
        isUnjudged = true
      },
    })
    await saveCandidates(work, held, candidates)
    const taken = candidates.filter(({ accepted }) => accepted).length
    const note = `${taken} of ${candidates.length} moments chosen`
    return { note: isUnjudged ? `${note}, without the language model, which gave no answer` : note }
  })
}

/** What a render needs to be asked for: small enough to be a step's result, best clip first. */
export type PlannedRender = { readonly id: string; readonly attempt: number }

/**
 * A clip for each accepted moment and its first render. Repeating it finds the clips it already made: what they are is decided by the
 * stored analysis alone. The report is written last: where it is, everything that clips are cut from is whole. Each of its writes is the
 * holder's only: nothing is queued in work that was cancelled, and an attempt's clips are not undone by one before it that woke late.
 */
export const clipsStage = async (work: WorkContext, run: ProjectRun): Promise<PlannedRender[]> => {
  const project = await loadProject(work, run)
  await runStage(work, run, 'clips', project.info.durationMs, (media, held) => planClips(work, held, project, media))
  return work.db.render.findMany({
    where: {
      workspaceId: run.workspaceId,
      state: 'queued',
      clip: { projectId: run.projectId, workspaceId: run.workspaceId, origin: 'auto', deletedAt: null },
    },
    orderBy: [{ clip: { position: 'asc' } }, { id: 'asc' }],
    select: { id: true, attempt: true },
  })
}

const planClips = async (work: WorkContext, held: Held<ProjectRun>, project: LoadedProject, media: ServiceContext) => {
  const [speech, picture, moments] = await Promise.all([
    loadSpeech(work, held),
    loadPicture(work, held),
    acceptedMoments(work, held),
  ])
  const { aspect, framing, captions, removeSilence, removeFillers } = project.settings
  for (const [position, candidate] of moments.entries()) {
    throwIfCancelled(media.signal)
    const { edit } = planClip({
      source: project.info,
      candidate,
      ...speech,
      ...picture,
      aspect,
      framing,
      captionStyle: captions === 'none' ? null : captions,
      removeSilence,
      removeFillers,
    })
    await saveClip(work, held, candidate, { position, edit, choice: { aspect, framing, captions } })
    media.onProgress({ share: (position + 1) / moments.length })
  }
  await dropOldClips(work, held, moments)
  await saveReport(work, held, project, media)
  return { note: moments.length === 0 ? 'No moment was good enough.' : null }
}

const saveClip = async (
  work: WorkContext,
  held: Held<ProjectRun>,
  candidate: Candidate,
  {
    position,
    edit,
    choice,
  }: { position: number; edit: ReturnType<typeof planClip>['edit']; choice: Parameters<typeof queueRender>[2] },
): Promise<void> => {
  const { projectId, workspaceId } = held
  const { startMs, endMs } = candidate
  const place = { projectId, origin: 'auto', startMs, endMs } as const
  const planned = {
    position,
    score: candidate.score,
    durationMs: editDurationMs(edit),
    ranges: toJson(edit.ranges.map((range) => [range.startMs, range.endMs])),
    features: toJson(candidate.features),
    boundary: toJson(candidate.boundary),
  }
  await whileHeld(work, held, async (tx) => {
    const clip = await tx.clip.upsert({
      where: { projectId_origin_startMs_endMs: place },
      // Its title may be the person's own by now.
      update: planned,
      create: { ...place, ...planned, workspaceId, title: candidate.title, hashtags: [...candidate.hashtags] },
      select: { id: true },
    })
    await queueRender(tx, { id: clip.id, workspaceId }, choice)
  })
}

/** An attempt that finds other moments than the one before leaves none of those behind that never became a file. */
const dropOldClips = (work: WorkContext, held: Held<ProjectRun>, moments: readonly Candidate[]) =>
  whileHeld(work, held, (tx) =>
    tx.clip.deleteMany({
      where: {
        projectId: held.projectId,
        workspaceId: held.workspaceId,
        origin: 'auto',
        renders: { none: { state: 'ready' } },
        NOT: { OR: moments.map(({ startMs, endMs }) => ({ startMs, endMs })) },
      },
    }),
  )

const saveReport = async (
  work: WorkContext,
  held: Held<ProjectRun>,
  project: LoadedProject,
  media: ServiceContext,
): Promise<void> => {
  const { mediaTool, voice, faces, reranker } = media.ports
  const { projectId, workspaceId } = held
  const { transcript } = await loadSpeech(work, held)
  const key = analysisKeys(workspaceId, projectId).report
  const report = {
    version: 1,
    source: project.info,
    settings: project.settings,
    engines: {
      mediaTool: await mediaTool.version(),
      speech: transcript.engine,
      voice: `${voice.id} ${await voice.version()}`,
      faces: `${faces.id} ${await faces.version()}`,
      reranker: reranker === null ? null : `${reranker.id} ${await reranker.version()}`,
    },
    candidates: await acceptedMoments(work, held),
  }
  await requireHeld(work, held)
  await work.ports.objects.put(key, Buffer.from(JSON.stringify(report)), { contentType: 'application/json' })
  await whileHeld(work, held, async (tx) => {
    await tx.project.updateMany({ where: { id: projectId, workspaceId }, data: { reportKey: key } })
    // The last stage begins here and ends with the last render.
    await tx.projectStage.createMany({
      skipDuplicates: true,
      data: { projectId, workspaceId, stage: 'renders', state: 'running', startedAt: new Date(work.clock.now()) },
    })
  })
}
