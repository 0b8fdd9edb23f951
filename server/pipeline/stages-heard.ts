import { readObject, saveSpeech } from '@/server/analysis'
import type { ServiceContext } from '@/server/context'
import { describeSpeech } from '@/server/media/transcript/describe-speech'
import { analyseAudio, extractAudio, type OwnSubtitles, openSubtitles, transcribeSource } from '@/server/projects'
import { type LoadedProject, loadProject, openSource } from './load-project'
import { requireHeld, whileHeld } from './project-beat'
import { runStage, type StageOutcome } from './run-stage'
import type { Held, ProjectRun, WorkContext } from './work-context'

/** Of the speech stage: fetching the sound and measuring it come before listening. */
const soundShare = 0.1

/** Makes sure that the video is on this machine and is what it was when it came. */
export const probeStage = async (work: WorkContext, run: ProjectRun): Promise<void> => {
  const project = await loadProject(work, run)
  await runStage(work, run, 'probe', project.info.durationMs, async (media) => {
    const { source } = await openSource(work, media, project)
    return { note: source.notes.join(' ') || null }
  })
}

/** What is said, by the best engine or by the creator's own subtitles, and what it sounds like. */
export const speechStage = async (work: WorkContext, run: ProjectRun): Promise<void> => {
  const project = await loadProject(work, run)
  await runStage(work, run, 'speech', project.info.durationMs, (media, held) => listen(work, held, project, media))
}

const listen = async (
  work: WorkContext,
  held: Held<ProjectRun>,
  project: LoadedProject,
  media: ServiceContext,
): Promise<StageOutcome> => {
  const { source, input } = await openSource(work, media, project)
  const { language } = project.settings
  const early = within(media, 0, soundShare)
  const sound = await extractAudio(early, { source, input })
  const features = sound && (await analyseAudio(early, { source, wavPath: sound.wavPath }))
  const transcript = await transcribeSource(within(media, soundShare, 1), {
    source,
    sound: sound && features && { wavPath: sound.wavPath, features },
    language,
    engine: 'auto',
    subtitles: await readSubtitles(work, project),
  })
  await requireHeld(work, held)
  await saveSpeech(work, held, { transcript, features })
  if (sound === null && project.settings.subtitles === undefined)
    return { isSkipped: true, note: 'The video has no sound.' }
  await whileHeld(work, held, (tx) =>
    tx.project.updateMany({
      where: { id: held.projectId, workspaceId: held.workspaceId },
      data: { language: transcript.language },
    }),
  )
  return { note: describeSpeech(transcript.engine) }
}

const readSubtitles = async (work: WorkContext, { settings }: LoadedProject): Promise<OwnSubtitles | null> =>
  settings.subtitles === undefined
    ? null
    : openSubtitles(settings.subtitles.name, await readObject(work, settings.subtitles.key))

/** Two verbs that each run from 0 to 1, as parts of one stage. */
const within = (media: ServiceContext, from: number, to: number): ServiceContext => ({
  ...media,
  onProgress: (progress) => media.onProgress({ ...progress, share: from + (to - from) * progress.share }),
})
