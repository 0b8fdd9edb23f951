import { requestContext } from '@/server/compose-app'
import { type ErrorCode, errorTable } from '@/server/errors'
import { isSameOrigin } from './same-origin'

const maxBodyBytes = 1024 ** 2

/** What is wrong with a call before anything is read of it: another site's, too large, not JSON. null when nothing is. */
export const refuseRequest = async (request: Request): Promise<Response | null> => {
  const { config } = await requestContext()
  if (!isSameOrigin(request, config.appUrl)) return refusal('forbidden', 'This request did not come from ClipForge.')
  if (request.method === 'GET') return null
  const length = Number(request.headers.get('content-length') ?? Number.NaN)
  if (!Number.isFinite(length)) return refusal('invalid_request', 'The request must say how long it is.')
  if (length > maxBodyBytes) return refusal('payload_too_large', `A request may hold ${maxBodyBytes} bytes at most.`)
  const type = request.headers.get('content-type') ?? ''
  if (length > 0 && !/^application\/json\b/i.test(type)) return refusal('invalid_request', 'The request must be JSON.')
  return null
}

const registered = 'https://iana.org/assignments/http-problem-types'

const problemTypes: Readonly<Partial<Record<ErrorCode, string>>> = {
  rate_limited: `${registered}#quota-exceeded`,
  database_unavailable: `${registered}#temporary-reduced-capacity`,
}

/** RFC 9457; `details` are numbers for the client, shown or not. */
export const refusal = (
  code: ErrorCode,
  detail: string,
  headers: Record<string, string> = {},
  details: Readonly<Record<string, unknown>> = {},
): Response =>
  Response.json(
    { type: problemTypes[code] ?? 'about:blank', title: code, status: errorTable[code].http, detail, code, ...details },
    {
      status: errorTable[code].http,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    },
  )
