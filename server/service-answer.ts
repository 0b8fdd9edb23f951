import { isDomainError } from './errors'

/** When a service asks to be asked again, from its `Retry-After`: seconds or an HTTP date (RFC 9110, 10.2.3). Null when it says nothing of use. */
export const readRetryAfterMs = (header: string | null | undefined, nowMs: number): number | null => {
  const text = header?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000)
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs)
}

/** What a service said, for the details of an error: not long, and without our key, which some repeat in their refusals. */
export const quoteAnswer = (body: string, apiKey: string | undefined): string =>
  (apiKey ? body.replaceAll(apiKey, '***') : body).slice(0, 500)

/** Told of every answer of a service that others run. `problem`: why there was none, in the words of our error; null: it answered. */
export type OnServiceAnswer = (service: string, problem: string | null) => void

/** `answer` as it comes, and `onAnswer` told of it. Who stopped asking learned nothing. */
export const tellOfAnswer = async <T>(
  answer: Promise<T>,
  service: string,
  onAnswer: OnServiceAnswer | undefined,
): Promise<T> => {
  try {
    const given = await answer
    onAnswer?.(service, null)
    return given
  } catch (error) {
    if (!isDomainError(error, 'cancelled')) onAnswer?.(service, error instanceof Error ? error.message : String(error))
    throw error
  }
}
