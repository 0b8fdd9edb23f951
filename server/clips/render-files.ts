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

/** The render that a file under `clips/` is one of; null for what `renderFileKeys` names nothing like. */
export const renderOfFile = (key: string): string | null =>
  /^clips\/[^/]+\/[^/]+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[a-z0-9]+$/.exec(key)?.[1] ?? null
