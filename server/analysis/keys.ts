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
