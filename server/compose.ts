import { setTimeout as sleep } from 'node:timers/promises'
import { createPocketsphinxAligner } from './adapters/aligner/pocketsphinx'
import { createArtifactStore } from './adapters/artifact-store'
import { createHumanDetector } from './adapters/face-detector/human'
import { createFfmpegTool } from './adapters/media-tool/ffmpeg'
import { sharedMetrics } from './adapters/metrics'
import { createObjectStore } from './adapters/object-store'
import { createChatReranker } from './adapters/reranker/chat'
import { createSpeechEngines } from './adapters/speech'
import { createSileroDetector } from './adapters/voice-detector/silero'
import type { ServiceContext } from './context'
import { type Env, readEnv } from './env'
import type { OnServiceAnswer } from './service-answer'

type ContextOptions = {
  readonly signal?: AbortSignal
  readonly onProgress?: ServiceContext['onProgress']
  readonly log?: ServiceContext['log']
  readonly env?: Env
  readonly onServiceAnswer?: OnServiceAnswer
}

/** The composition root: the only place that knows which implementation stands behind each port. */
export const createContext = async (options: ContextOptions = {}): Promise<ServiceContext> => {
  const env = options.env ?? readEnv()
  const artifacts = await createArtifactStore(env, await createObjectStore(env))
  const clock: ServiceContext['clock'] = {
    now: Date.now,
    sleep: async (ms, signal) => void (await sleep(ms, undefined, signal ? { signal } : {})),
  }
  const log = options.log ?? stderrLog
  return {
    ports: {
      mediaTool: createFfmpegTool({ metrics: sharedMetrics() }),
      speech: createSpeechEngines(env, { artifacts, clock, log, onServiceAnswer: options.onServiceAnswer }),
      aligner: createPocketsphinxAligner({ artifacts }),
      voice: createSileroDetector(),
      faces: createHumanDetector(),
      artifacts,
      reranker: createChatReranker(env, clock, options.onServiceAnswer),
      metrics: sharedMetrics(),
    },
    clock,
    log,
    signal: options.signal ?? new AbortController().signal,
    onProgress: options.onProgress ?? (() => undefined),
    cores: env.CLIPFORGE_CORES,
  }
}

const line = (level: string) => (message: string, fields?: Record<string, unknown>) =>
  console.error(`${level}: ${message}${fields ? ` ${JSON.stringify(fields)}` : ''}`)

const stderrLog: ServiceContext['log'] = { info: () => undefined, warn: line('warning'), error: line('error') }
