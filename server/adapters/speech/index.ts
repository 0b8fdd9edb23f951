import type { Env } from '@/server/env'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import type { SpeechEngine } from '@/server/ports/speech'
import { createPocketSphinx } from './pocketsphinx'

export type SpeechPorts = { readonly artifacts: Pick<ArtifactStore, 'openWorkDir'> }

/** Every engine that this environment names, best first. */
export const createSpeechEngines = (env: Env, { artifacts }: SpeechPorts): SpeechEngine[] => [
  createPocketSphinx({ artifacts, cores: env.CLIPFORGE_CORES }),
]
