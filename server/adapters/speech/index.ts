import type { Env } from '@/server/env'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import type { Clock } from '@/server/ports/clock'
import type { SpeechEngine } from '@/server/ports/speech'
import { createHostedSpeech } from './openai-compatible'
import { createPocketSphinx } from './pocketsphinx'

export type SpeechPorts = {
  readonly artifacts: Pick<ArtifactStore, 'openWorkDir'>
  readonly clock: Clock
}

/** Every engine that this environment names, best first. */
export const createSpeechEngines = (env: Env, { artifacts, clock }: SpeechPorts): SpeechEngine[] => [
  ...(env.SPEECH_BASE_URL === undefined
    ? []
    : [
        createHostedSpeech({
          baseUrl: env.SPEECH_BASE_URL,
          apiKey: env.SPEECH_API_KEY,
          model: env.SPEECH_MODEL,
          clock,
        }),
      ]),
  createPocketSphinx({ artifacts, cores: env.CLIPFORGE_CORES }),
]
