import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from '@/server/env'
import { DomainError, throwIfCancelled } from '@/server/errors'
import type { Clock } from '@/server/ports/clock'
import type { Judgement, Reranker, RerankRequest } from '@/server/ports/reranker'
import { type OnServiceAnswer, quoteAnswer, readRetryAfterMs, tellOfAnswer } from '@/server/service-answer'
import { answerFormat, instructions, readAnswers, writeQuestion } from './question'

type ChatEnv = Pick<Env, 'RERANK_BASE_URL' | 'RERANK_API_KEY' | 'RERANK_MODEL'>
type Pause = Pick<Clock, 'now' | 'sleep'>
type Service = {
  readonly endpoint: string
  readonly host: string
  readonly apiKey: string | undefined
  readonly model: string
}

/** Clips per question: more and models begin to skip some or to mix them up; fewer and each pays for the instructions again. */
const batchSize = 8
const attempts = 4
const firstWaitMs = 1_000
/** A service that asks for a longer rest is as good as down for someone who watches a progress bar. */
const longestWaitMs = 30_000
const timeoutMs = 90_000
/** A page of JSON for eight clips is about 3 kB; nobody needs a hundred times that. */
const largestAnswerChars = 300_000

const wallClock: Pause = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal })
  },
}

/** Any server with OpenAI's `POST {base}/chat/completions`. null unless RERANK_BASE_URL and RERANK_MODEL are set. */
export const createChatReranker = (
  env: ChatEnv,
  clock: Pause = wallClock,
  onServiceAnswer?: OnServiceAnswer,
): Reranker | null => {
  if (env.RERANK_BASE_URL === undefined || env.RERANK_MODEL === undefined) return null
  const endpoint = `${env.RERANK_BASE_URL.replace(/\/+$/, '')}/chat/completions`
  const { host } = new URL(endpoint)
  const service: Service = { endpoint, host, apiKey: env.RERANK_API_KEY, model: env.RERANK_MODEL }
  return {
    id: 'chat',
    version: async () => `${service.model} at ${host}`,
    judge: async (request) => {
      const judgements: Judgement[] = []
      for (let from = 0; from < request.candidates.length; from += batchSize) {
        throwIfCancelled(request.signal)
        const batch = { ...request, candidates: request.candidates.slice(from, from + batchSize) }
        judgements.push(...(await tellOfAnswer(judgeBatch(service, clock, batch), 'language model', onServiceAnswer)))
      }
      return judgements
    },
  }
}

type Attempt =
  | { readonly kind: 'done'; readonly judgements: readonly Judgement[] }
  | { readonly kind: 'again'; readonly waitMs: number | null; readonly problem: string; readonly cause?: unknown }

const judgeBatch = async (service: Service, clock: Pause, batch: RerankRequest): Promise<readonly Judgement[]> => {
  let waitMs = firstWaitMs
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(service, clock, batch)
    throwIfCancelled(batch.signal)
    if (answer.kind === 'done') return answer.judgements
    if (attempt === attempts || (answer.waitMs ?? 0) > longestWaitMs)
      throw new DomainError(
        'engine_unavailable',
        `The judge at ${service.host} ${answer.problem}, ${attempt} time(s). Check RERANK_BASE_URL and RERANK_MODEL, or leave them empty.`,
        { cause: answer.cause, details: { attempts: attempt } },
      )
    await clock.sleep(answer.waitMs ?? waitMs, batch.signal).finally(() => throwIfCancelled(batch.signal))
    waitMs *= 2
  }
}

const ask = async (service: Service, clock: Pause, batch: RerankRequest): Promise<Attempt> => {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(service.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(service.apiKey === undefined ? {} : { authorization: `Bearer ${service.apiKey}` }),
      },
      body: JSON.stringify({
        model: service.model,
        temperature: 0,
        response_format: answerFormat,
        messages: [
          { role: 'system', content: instructions },
          { role: 'user', content: writeQuestion(batch) },
        ],
      }),
      // The key goes to the configured host and to no other.
      redirect: 'error',
      signal: batch.signal === undefined ? timeout : AbortSignal.any([timeout, batch.signal]),
    })
    if (response.status === 408 || response.status === 429 || response.status >= 500) {
      await response.body?.cancel()
      const waitMs = readRetryAfterMs(response.headers.get('retry-after'), clock.now())
      return { kind: 'again', waitMs, problem: `answered ${response.status}` }
    }
    const body = (await response.text()).slice(0, largestAnswerChars)
    if (!response.ok) throw refusal(response.status, body, service)
    const judgements = readAnswers(body, batch.candidates.length)
    // Models now and then break the format; asked again they mostly keep it.
    if (judgements === null)
      return { kind: 'again', waitMs: null, problem: 'did not answer in the form it was asked for' }
    return { kind: 'done', judgements }
  } catch (error) {
    if (error instanceof DomainError) throw error
    throwIfCancelled(batch.signal)
    const problem = timeout.aborted ? `gave no answer in ${timeoutMs / 1000} s` : 'could not be reached'
    return { kind: 'again', waitMs: null, problem, cause: error }
  }
}

const refusal = (status: number, body: string, { host, apiKey }: Service): DomainError => {
  return new DomainError(
    'engine_failed',
    `The judge at ${host} refused (${status}). Check RERANK_API_KEY, RERANK_MODEL and RERANK_BASE_URL.`,
    { details: { status, said: quoteAnswer(body, apiKey) } },
  )
}
