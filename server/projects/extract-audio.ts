import path from 'node:path'
import type { ServiceContext } from '@/server/context'
import { listenedTo, mixTracks } from '@/server/media/ffmpeg/audio-graph'
import { guardedInput } from '@/server/media/ffmpeg/guarded-input'
import type { AudioStream, MediaInput, SourceInfo } from '@/server/media/types'
import { artifactKey } from '@/server/stage-cache'

/** Raised when the same source would give other samples. */
const version = 1
/** What speech engines, the voice detector and the aligner all listen to. */
const sampleRateHz = 16_000

/**
 * The tracks that are heard as 16 kHz mono 16-bit WAV: sample 0 is the source's time 0, the length is the source's to the sample. A
 * track that starts late begins with silence; holes are filled with silence. null without sound.
 * @throws media_tool_failed, media_tool_timeout, storage_full, cancelled
 */
export const extractAudio = async (
  ctx: ServiceContext,
  { source, input }: { readonly source: SourceInfo; readonly input: MediaInput },
): Promise<{ wavPath: string } | null> => {
  const tracks = listenedTo(source)
  const [track, ...others] = tracks
  if (track === undefined) return null
  const { mediaTool, artifacts } = ctx.ports
  const key = `${artifactKey({
    stage: 'audio',
    version,
    contentHash: source.contentHash,
    params: {
      stream: track.index,
      durationMs: source.durationMs,
      ...(others.length === 0 ? {} : { others: others.map(({ index }) => index) }),
    },
    engines: [await mediaTool.version()],
  })}.wav`
  const found = await artifacts.findFile(key)
  if (found !== undefined) return { wavPath: found }

  const work = await artifacts.openWorkDir('audio')
  try {
    const wav = path.join(work.path, 'audio.wav')
    await mediaTool.run({
      args: [...guardedInput(input), ...extractionArgs(tracks, source.durationMs), wav],
      workDir: work.path,
      // A quarter of playback speed is twenty times slower than the slowest decoder seen; a minute for a busy machine.
      timeoutMs: 60_000 + source.durationMs * 4,
      signal: ctx.signal,
      onProgress: ({ outMs, speed }) => ctx.onProgress({ share: Math.min(1, outMs / source.durationMs), speed }),
    })
    return { wavPath: await artifacts.putFile(key, wav) }
  } finally {
    await work.release()
  }
}

const extractionArgs = (tracks: readonly AudioStream[], durationMs: number): string[] => {
  const samples = Math.round((durationMs * sampleRateHz) / 1000)
  // async=1 never stretches: it puts silence where timestamps jump and cuts what overlaps. first_pts=0 puts it before a late start.
  const mixed = mixTracks(0, tracks, 'aresample=async=1:first_pts=0,aformat=sample_fmts=fltp')
  const graph = [
    mixed.start,
    `aformat=sample_fmts=s16:sample_rates=${sampleRateHz}:channel_layouts=mono`,
    `apad=whole_len=${samples}`,
    `atrim=end_sample=${samples}[heard]`,
  ].join(',')
  const plainHeader = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact']
  const filters = ['-filter_complex', [...mixed.chains, graph].join(';'), '-map', '[heard]']
  return [...filters, ...plainHeader, '-c:a', 'pcm_s16le', '-f', 'wav']
}
