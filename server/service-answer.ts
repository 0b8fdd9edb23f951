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
