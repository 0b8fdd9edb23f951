export { analyseAudio } from './analyse-audio'
export {
  cancelProject,
  type EndedWork,
  removeProject,
  renameProject,
  restoreProject,
  retryProject,
} from './change-project'
export { createProject } from './create-project'
export { endAttempt } from './end-attempt'
export { ensureSampleProject } from './ensure-sample-project'
export { type Estimate, estimateProject } from './estimate-project'
export { extractAudio } from './extract-audio'
export { findLatest, type LatestProject } from './find-latest'
export { findSpeakers } from './find-speakers'
export { getProject, type ProjectView, type SourceView, type StageView } from './get-project'
export { getTranscript, type TranscriptView } from './get-transcript'
export { hashFile } from './hash-file'
export { installSample } from './install-sample'
export { listMoments, type MomentView } from './list-moments'
export { listProjects, type ProjectList } from './list-projects'
export { type OwnSubtitles, openSubtitles } from './open-subtitles'
export { probeSource } from './probe-source'
export type { ProjectCard } from './project-card'
export { pruneTimings } from './prune-timings'
export { purgeRemoved } from './purge-removed'
export { ensureSampleSource, getSample } from './sample'
export { type Proxy, scanSource } from './scan-source'
export {
  createProjectSchema,
  defaultSettings,
  estimateSchema,
  listProjectsSchema,
  type ProjectSettings,
  projectIdSchema,
  renameProjectSchema,
  type StoredSettings,
} from './schemas'
export { type StageId, stageIds } from './stages'
export { startWaiting } from './start-waiting'
export { trackPeople } from './track-people'
export { transcribeSource } from './transcribe-source'
export { moveProject } from './transition'
export { watchProject } from './watch-project'
