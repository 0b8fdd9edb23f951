/** What the work on a project leaves in the object store, beside its clips. */
export const analysisKeys = (workspaceId: string, projectId: string) => {
  const folder = `analysis/${workspaceId}/${projectId}`
  return {
    /** Transcript, as heard or given. */
    transcript: `${folder}/transcript.json`,
    /** Shots, motion, tracks, speakers. */
    picture: `${folder}/picture.json`,
    /** AudioFeatures, packed. */
    sound: `${folder}/sound.bin`,
    /** Engines, candidates and timings: how it came to its clips. Written last; it names a whole analysis. */
    report: `${folder}/report.json`,
  }
}

/** The project that a file under `analysis/` is one of; null for what `analysisKeys` names nothing like. */
export const projectOfFile = (key: string): string | null =>
  /^analysis\/[^/]+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/[a-z.]+$/.exec(key)?.[1] ?? null
