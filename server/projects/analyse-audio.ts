import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ServiceContext } from '@/server/context'
import { DomainError, throwIfCancelled } from '@/server/errors'
import { createFeatureAccumulator, decodeFeatures, encodeFeatures } from '@/server/media/audio'
import type { AudioFeatures, SourceInfo } from '@/server/media/types'
import { artifactKey } from '@/server/stage-cache'
import { pcmDurationMs, readPcm } from './read-pcm'

const stageVersion = 1
/** Read at a time: 320 kB of samples, a few milliseconds of arithmetic between two awaits. */
const blockMs = 10_000

/**
 * What the source sounds like, per 32 ms hop: level, voice, onsets, laughter. One pass, constant memory beside the result,
 * which is kept as a small binary artifact (1.1 MB for two hours).
 * @throws engine_unavailable, engine_failed, unreadable_media, cancelled
 */
export const analyseAudio = async (
  ctx: ServiceContext,
  { source, wavPath }: { readonly source: SourceInfo; readonly wavPath: string },
): Promise<AudioFeatures> => {
  const key = artifactKey({
    stage: 'audio-features',
    version: stageVersion,
    contentHash: source.contentHash,
    params: { audioIndex: source.audioIndex, ...(source.mixedWith && { mixedWith: source.mixedWith }) },
    engines: [await ctx.ports.voice.version()],
  })
  const stored = await ctx.ports.artifacts.findFile(key)
  const kept = stored === undefined ? null : decodeFeatures(await readFile(stored))
  if (kept) return kept

  const bytes = encodeFeatures(await measure(ctx, wavPath))
  const work = await ctx.ports.artifacts.openWorkDir('audio-features')
  try {
    const file = path.join(work.path, 'features.bin')
    await writeFile(file, bytes)
    await ctx.ports.artifacts.putFile(key, file)
  } finally {
    await work.release()
  }
  // Decoded rather than the values just measured: a first run and a resumed one see the same numbers.
  const features = decodeFeatures(bytes)
  if (!features) throw new DomainError('internal', 'Audio features could not be read back.')
  return features
}

const measure = async (ctx: ServiceContext, wavPath: string): Promise<AudioFeatures> => {
  const durationMs = await pcmDurationMs(wavPath)
  const accumulator = createFeatureAccumulator()
  const stream = await ctx.ports.voice.open()
  const startedAt = ctx.clock.now()
  const voice: Float32Array[] = []
  try {
    for (let startMs = 0; startMs < durationMs; startMs += blockMs) {
      throwIfCancelled(ctx.signal)
      const endMs = Math.min(durationMs, startMs + blockMs)
      const pcm = await readPcm(wavPath, startMs, endMs)
      accumulator.push(pcm)
      voice.push(await stream.feed(pcm))
      const elapsedMs = Math.max(1, ctx.clock.now() - startedAt)
      ctx.onProgress({ share: endMs / durationMs, speed: endMs / elapsedMs })
    }
  } finally {
    await stream.close()
  }
  return accumulator.finish(joined(voice))
}

const joined = (parts: readonly Float32Array[]): Float32Array => {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}
