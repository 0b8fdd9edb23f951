import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPocketsphinxAligner } from '@/server/adapters/aligner/pocketsphinx'
import { createDiskStore } from '@/server/adapters/artifact-store/disk'
import { quietMetrics } from '@/server/adapters/metrics/quiet'
import { createSileroDetector } from '@/server/adapters/voice-detector/silero'
import { runGuarded } from '@/server/child-process'
import type { ServiceContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { featureHopMs } from '@/server/media/audio'
import type { AudioFeatures } from '@/server/media/types'
import { analyseAudio } from '@/server/projects/analyse-audio'
import { pcmDurationMs } from '@/server/projects/read-pcm'
import { absentPort } from './absent-port'
import { soundOnly } from './framing-scene'
import { quietLog } from './quiet-log'

type Ports = ServiceContext['ports']

export type SoundContext = {
  readonly ctx: ServiceContext
  readonly dir: string
  /** Any recording as the WAV that the stages read. */
  toWav(file: string, name: string): Promise<{ readonly wavPath: string; readonly durationMs: number }>
  /** Level and voice, as the analysis stage finds them. */
  listen(wavPath: string): Promise<AudioFeatures>
  close(): Promise<void>
}

/** The real voice detector, aligner and store in a folder of their own, for tests and benchmarks of sound. */
export const openSoundContext = async (ports: Partial<Ports> = {}): Promise<SoundContext> => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-sound-'))
  const artifacts = await createDiskStore({ dir: path.join(dir, 'artifacts') })
  const ctx: ServiceContext = {
    ports: {
      mediaTool: absentPort('mediaTool'),
      speech: [],
      aligner: createPocketsphinxAligner({ artifacts }),
      voice: createSileroDetector(),
      faces: absentPort('faces'),
      artifacts,
      reranker: null,
      metrics: quietMetrics,
      ...ports,
    },
    clock: { now: Date.now, sleep: async (ms) => void (await sleep(ms)) },
    log: quietLog,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    cores: os.availableParallelism(),
  }
  return {
    ctx,
    dir,
    toWav: async (file, name) => {
      const wavPath = path.join(dir, `${name}.wav`)
      const { code, log } = await runGuarded({
        command: 'ffmpeg',
        args: [
          '-v',
          'error',
          '-y',
          '-i',
          file,
          '-vn',
          '-ac',
          '1',
          '-af',
          'aresample=16000:async=1:first_pts=0',
          '-ar',
          '16000',
          '-c:a',
          'pcm_s16le',
          wavPath,
        ],
        cwd: dir,
        timeoutMs: 120_000,
      })
      if (code !== 0) throw new DomainError('media_tool_failed', `ffmpeg could not read ${file}: ${log}`)
      return { wavPath, durationMs: await pcmDurationMs(wavPath) }
    },
    listen: (wavPath) => analyseAudio(ctx, { source: soundOnly(wavPath, featureHopMs), wavPath }),
    close: () => rm(dir, { recursive: true, force: true }),
  }
}
