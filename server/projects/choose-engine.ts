import { DomainError } from '@/server/errors'
import type { EngineNote } from '@/server/media/types'
import type { SpeechEngine } from '@/server/ports/speech'

export type EngineChoice = { readonly engine: SpeechEngine; readonly note: EngineNote }

/**
 * `auto` takes the first engine (they come best first) that can work on this language now; a name takes that one or nothing.
 * The note says which, why, and what kept better ones out. `passedOver` names engines that failed while starting.
 * @throws engine_unavailable saying what would help, invalid_request for an unknown name
 */
export const chooseEngine = async (
  engines: readonly SpeechEngine[],
  requested: string,
  language: string,
  passedOver: ReadonlyMap<string, string> = new Map(),
): Promise<EngineChoice> => {
  if (requested !== 'auto') return named(engines, requested, language)
  const refusals: string[] = []
  for (const engine of engines) {
    const failed = passedOver.get(engine.id)
    const answer = failed === undefined ? await engine.availability(language) : { ok: false as const, reason: failed }
    if (answer.ok) return chosen(engine, bestReason(refusals))
    refusals.push(`${engine.id}: ${answer.reason}`)
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

const named = async (engines: readonly SpeechEngine[], requested: string, language: string): Promise<EngineChoice> => {
  const engine = engines.find(({ id }) => id === requested)
  if (engine === undefined) {
    const known = ['auto', ...engines.map(({ id }) => id)].join(', ')
    throw new DomainError('invalid_request', `There is no speech engine "${requested}". Choose one of: ${known}.`)
  }
  const answer = await engine.availability(language)
  if (!answer.ok) throw new DomainError('engine_unavailable', answer.reason)
  return chosen(engine, 'asked for by name')
}

const chosen = async (engine: SpeechEngine, reason: string): Promise<EngineChoice> => ({
  engine,
  note: {
    id: engine.id,
    version: await engine.version(),
    reason,
    ...(engine.weakness === undefined ? {} : { weakness: engine.weakness }),
  },
})
