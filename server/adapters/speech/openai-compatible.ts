import { DomainError, throwIfCancelled } from '@/server/errors'
import { encodeWav } from '@/server/media/transcript/encode-wav'
import { languageTag } from '@/server/media/transcript/language-tag'
import { type Recognition, readRecognition } from '@/server/media/transcript/read-recognition'
import type { Clock } from '@/server/ports/clock'
import type { SpeechChunk, SpeechEngine } from '@/server/ports/speech'
import { type OnServiceAnswer, quoteAnswer, readRetryAfterMs, tellOfAnswer } from '@/server/service-answer'

export type HostedSpeechOptions = {
  /** Up to and with the version: "https://api.openai.com/v1". */
  readonly baseUrl: string
  readonly apiKey?: string | undefined
  readonly model: string
  readonly clock: Pick<Clock, 'now' | 'sleep'>
  readonly onAnswer?: OnServiceAnswer | undefined
}

const attempts = 5
const firstWaitMs = 1_000
/** A service that asks for a longer rest is as good as down for someone who watches a progress bar. */
const longestWaitMs = 60_000
/** Services answer a 30 s chunk within seconds; a self-hosted one without a GPU may need a minute or two. */
const timeoutMs = 180_000
const shortestSamples = 1_600

/** Any server with OpenAI's `POST {base}/audio/transcriptions`: OpenAI, Groq, whisper.cpp, faster-whisper servers. */
export const createHostedSpeech = (options: HostedSpeechOptions): SpeechEngine => {
  const endpoint = `${options.baseUrl.replace(/\/+$/, '')}/audio/transcriptions`
  const { host } = new URL(endpoint)
  return {
    id: 'openai',
    version: async () => `${options.model} at ${host}`,
    isPunctuated: true,
    parallelism: 4,
    // Not asked over the network: a configured service that does not answer has to be said, not stepped over silently.
    availability: async () => ({ ok: true }),
    detectLanguage: async ({ pcm, signal }) => {
      const { language } = await recognise(options, endpoint, { pcm, signal, language: 'auto', context: '' })
      return language === null ? null : languageTag(language)
    },
    transcribe: async (chunk) => {
      throwIfCancelled(chunk.signal)
      if (chunk.pcm.length < shortestSamples) return []
      return (await recognise(options, endpoint, chunk)).words
    },
  }
}

type Answer =
  | { readonly kind: 'done'; readonly recognition: Recognition }
  | { readonly kind: 'again'; readonly waitMs: number | null; readonly problem: string; readonly cause?: unknown }

const recognise = (options: HostedSpeechOptions, endpoint: string, chunk: SpeechChunk): Promise<Recognition> =>
  tellOfAnswer(askUntilAnswered(options, endpoint, chunk), 'speech', options.onAnswer)

const askUntilAnswered = async (
  options: HostedSpeechOptions,
  endpoint: string,
  chunk: SpeechChunk,
): Promise<Recognition> => {
  let waitMs = firstWaitMs
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(options, endpoint, chunk)
    throwIfCancelled(chunk.signal)
    if (answer.kind === 'done') return answer.recognition
    if (attempt === attempts || (answer.waitMs ?? 0) > longestWaitMs) {
      throw new DomainError(
        'engine_unavailable',
        `The speech service at ${new URL(endpoint).host} ${answer.problem}, ${attempt} time(s). Chunks that are done are kept: run again later, or check SPEECH_BASE_URL.`,
        { cause: answer.cause, details: { attempts: attempt } },
      )
    }
    await pause(options.clock, answer.waitMs ?? waitMs, chunk.signal)
    waitMs *= 2
  }
}

const pause = async (
  clock: HostedSpeechOptions['clock'],
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> => {
  try {
    await clock.sleep(ms, signal)
  } finally {
    throwIfCancelled(signal)
  }
}

const ask = async (options: HostedSpeechOptions, endpoint: string, chunk: SpeechChunk): Promise<Answer> => {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` },
      body: formOf(options.model, chunk),
      // The key goes to the configured host and to no other.
      redirect: 'error',
      signal: chunk.signal === undefined ? timeout : AbortSignal.any([timeout, chunk.signal]),
    })
    if (response.ok) return done(await response.text(), endpoint, chunk)
    if (response.status === 408 || response.status === 429 || response.status >= 500) {
      await response.body?.cancel()
      const waitMs = readRetryAfterMs(response.headers.get('retry-after'), options.clock.now())
      return { kind: 'again', waitMs, problem: `answered ${response.status}` }
    }
    throw refusal(response.status, await response.text(), endpoint, options)
  } catch (error) {
    if (error instanceof DomainError) throw error
    throwIfCancelled(chunk.signal)
    const problem = timeout.aborted ? `gave no answer in ${timeoutMs / 1000} s` : 'could not be reached'
    return { kind: 'again', waitMs: null, problem, cause: error }
  }
}

const formOf = (model: string, { pcm, language, context }: SpeechChunk): FormData => {
  const form = new FormData()
  form.set('file', new Blob([encodeWav(pcm)], { type: 'audio/wav' }), 'chunk.wav')
  form.set('model', model)
  form.set('response_format', 'verbose_json')
  form.append('timestamp_granularities[]', 'word')
  form.append('timestamp_granularities[]', 'segment')
  form.set('temperature', '0')
  if (language !== 'auto') form.set('language', language)
  if (context !== '') form.set('prompt', context)
  return form
}

const done = (body: string, endpoint: string, chunk: SpeechChunk): Answer => {
  const recognition = readRecognition(parseJson(body), Math.floor(chunk.pcm.length / 16))
  if (recognition !== null) return { kind: 'done', recognition }
  throw new DomainError(
    'engine_failed',
    `${new URL(endpoint).host} did not answer with a transcription. Check that SPEECH_BASE_URL is the base of an OpenAI-compatible API, such as https://api.openai.com/v1.`,
    { details: { body: body.slice(0, 200) } },
  )
}

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const remedies: Readonly<Record<number, string>> = {
  400: 'Check that SPEECH_MODEL is a model with word times (whisper-1, whisper-large-v3-turbo).',
  401: 'Check SPEECH_API_KEY.',
  403: 'The key has no leave for this model: check SPEECH_API_KEY and SPEECH_MODEL.',
  404: 'Check SPEECH_BASE_URL and SPEECH_MODEL.',
  413: "The service takes no 30 s of sound (1 MB): raise the server's upload limit.",
}

const refusal = (status: number, body: string, endpoint: string, { apiKey }: HostedSpeechOptions): DomainError => {
  const { host } = new URL(endpoint)
  return new DomainError(
    'engine_failed',
    `The speech service at ${host} refused the sound (${status}). ${remedies[status] ?? 'Check SPEECH_BASE_URL, SPEECH_API_KEY and SPEECH_MODEL.'}`,
    { details: { status, said: quoteAnswer(body, apiKey) } },
  )
}
