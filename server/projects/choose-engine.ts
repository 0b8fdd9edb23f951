import { DomainError, isDomainError } from '@/server/errors'
import type { EngineNote } from '@/server/media/types'
import type { SpeechEngine } from '@/server/ports/speech'

export type EngineChoice = { readonly engine: SpeechEngine; readonly note: EngineNote }

export type ChoiceOptions = {
  /** Engines that failed while starting, and what they said. */
  readonly passedOver?: ReadonlyMap<string, string>
  readonly signal?: AbortSignal
}

/**
 * `auto` takes the first engine (they come best first) that can work on this language now; a name takes that one or nothing.
 * The note says which, why, and what kept better ones out.
 * @throws engine_unavailable saying what would help, invalid_request for an unknown name
 */
export const chooseEngine = async (
  engines: readonly SpeechEngine[],
  requested: string,
  language: string,
  { passedOver, signal }: ChoiceOptions = {},
): Promise<EngineChoice> => {
  if (requested !== 'auto') return named(engines, requested, language, signal)
  const refusals: string[] = []
  for (const engine of engines) {
    const failed = passedOver?.get(engine.id)
    const answer = failed === undefined ? await engine.availability(language) : { ok: false as const, reason: failed }
    if (!answer.ok) {
      refusals.push(`${engine.id}: ${answer.reason}`)
      continue
    }
    try {
      return await chosen(engine, bestReason(refusals), signal)
    } catch (error) {
      if (!isDomainError(error, 'engine_unavailable')) throw error
      refusals.push(`${engine.id}: ${error.message}`)
    }
  }
  throw new DomainError(
    'engine_unavailable',
    `No speech engine can work on language "${language}". ${refusals.join(' ')} Or bring subtitles (SRT, VTT or words JSON).`,
  )
}

const bestReason = (refusals: readonly string[]): string =>
  refusals.length === 0
    ? 'the best of the engines here'
    : `the best engine that can work now; passed over: ${refusals.join(' ')}`

const named = async (
  engines: readonly SpeechEngine[],
  requested: string,
  language: string,
  signal: AbortSignal | undefined,
): Promise<EngineChoice> => {
  const engine = engines.find(({ id }) => id === requested)
  if (engine === undefined) {
    const known = ['auto', ...engines.map(({ id }) => id)].join(', ')
    throw new DomainError('invalid_request', `There is no speech engine "${requested}". Choose one of: ${known}.`)
  }
  const answer = await engine.availability(language)
  if (!answer.ok) throw new DomainError('engine_unavailable', answer.reason)
  return chosen(engine, 'asked for by name', signal)
}

const chosen = async (engine: SpeechEngine, reason: string, signal?: AbortSignal): Promise<EngineChoice> => ({
  engine,
  note: {
    id: engine.id,
    version: await engine.version(signal),
    reason,
    ...(engine.weakness === undefined ? {} : { weakness: engine.weakness }),
  },
})
