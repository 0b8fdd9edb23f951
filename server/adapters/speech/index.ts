import path from 'node:path'
import type { Env } from '@/server/env'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import type { Clock } from '@/server/ports/clock'
import type { Log } from '@/server/ports/log'
import type { SpeechEngine } from '@/server/ports/speech'
import type { OnServiceAnswer } from '@/server/service-answer'
import { createHostedSpeech } from './openai-compatible'
import { createPocketSphinx } from './pocketsphinx'
import { createWhisperLocal } from './whisper-local'

export type SpeechPorts = {
  readonly artifacts: Pick<ArtifactStore, 'openWorkDir'>
  readonly clock: Clock
  readonly log: Log
  readonly onServiceAnswer?: OnServiceAnswer | undefined
}

/** Every engine that this environment names, best first. */
export const createSpeechEngines = (
  env: Env,
  { artifacts, clock, log, onServiceAnswer }: SpeechPorts,
): SpeechEngine[] => [
  ...(env.SPEECH_BASE_URL === undefined
    ? []
    : [
        createHostedSpeech({
          baseUrl: env.SPEECH_BASE_URL,
          apiKey: env.SPEECH_API_KEY,
          model: env.SPEECH_MODEL,
          clock,
          onAnswer: onServiceAnswer,
        }),
      ]),
  createWhisperLocal({
    model: env.WHISPER_MODEL,
    modelDir: env.WHISPER_MODEL_DIR,
    cacheDir: path.join(env.CLIPFORGE_DATA_DIR, 'models'),
    hubUrl: env.WHISPER_HUB_URL,
    cores: env.CLIPFORGE_CORES,
    log,
  }),
  createPocketSphinx({ artifacts, cores: env.CLIPFORGE_CORES }),
]
