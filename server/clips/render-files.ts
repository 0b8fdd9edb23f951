/** Where the files of one render lie in the object store. `plan` is written last: where it is, the others are whole. */
export const renderFileKeys = (workspaceId: string, clipId: string, renderId: string) => {
  const base = `clips/${workspaceId}/${clipId}/${renderId}`
  return {
    video: `${base}.mp4`,
    poster: `${base}.jpg`,
    srt: `${base}.srt`,
    vtt: `${base}.vtt`,
    /** { plan, result, watermark }: the clip can be explained and made again. */
    plan: `${base}.json`,
  }
}
