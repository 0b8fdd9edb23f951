import { loadSpeech, savePicture } from '@/server/analysis'
import { surroundings } from '@/server/media/people/surroundings'
import { findSpeakers, scanSource, trackPeople } from '@/server/projects'
import { acceptedMoments } from './candidates'
import { loadProject, openSource } from './load-project'
import { requireHeld } from './project-beat'
import { runStage } from './run-stage'
import type { ProjectRun, WorkContext } from './work-context'

const noPicture = { isSkipped: true, note: 'There is no picture, only sound.' } as const

/** Shots, motion, and the small copy that faces are looked for in. */
export const scanStage = async (work: WorkContext, run: ProjectRun): Promise<void> => {
  const project = await loadProject(work, run)
  await runStage(work, run, 'scan', project.info.durationMs, async (media) => {
    const { source, input } = await openSource(work, media, project)
    if (source.video === null) return noPicture
    const { shots, bounds } = await scanSource(media, { source, input })
    const bars = bounds === null ? '' : ', inside black bars that clips leave out'
    return { note: `${shots.length} ${shots.length === 1 ? 'shot' : 'shots'}${bars}` }
  })
}

/** Who is seen where. What touches a chosen moment is looked at first. */
export const facesStage = async (work: WorkContext, run: ProjectRun): Promise<void> => {
  const project = await loadProject(work, run)
  await runStage(work, run, 'faces', project.info.durationMs, async (media) => {
    const { source, input } = await openSource(work, media, project)
    const { shots, proxy } = await scanSource(media, { source, input })
    if (proxy === null) return noPicture
    const accepted = await acceptedMoments(work, run)
    const priority = accepted.map((moment) => surroundings(moment, source.durationMs))
    const { tracks } = await trackPeople(media, { source, proxy, shots, priority })
    const people = new Set(tracks.map(({ person }) => person)).size
    return { note: people === 0 ? 'Nobody’s face is seen.' : `${people} ${people === 1 ? 'person' : 'people'}` }
  })
}

/** Who speaks when; with it the picture's analysis is whole and is kept with the project. */
export const speakersStage = async (work: WorkContext, run: ProjectRun): Promise<void> => {
  const project = await loadProject(work, run)
  await runStage(work, run, 'speakers', project.info.durationMs, async (media, held) => {
    const { source, input } = await openSource(work, media, project)
    const { shots, motion, bounds, proxy } = await scanSource(media, { source, input })
    const { tracks } =
      proxy === null ? { tracks: [] } : await trackPeople(media, { source, proxy, shots, priority: [] })
    const { transcript, features } = await loadSpeech(work, run)
    const speakers =
      features === null ? [] : await findSpeakers(media, { source, tracks, shots, features, words: transcript.words })
    await requireHeld(work, held)
    await savePicture(work, run, { shots, motion, bounds, tracks, speakers })
    return { isSkipped: features === null }
  })
}
