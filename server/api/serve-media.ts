import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { type MediaAnswer, openMedia } from '@/server/media-links'
import { explainError } from './explain-error'
import { toWebStream } from './to-web-stream'

const base = '/media/'

/** A file under its signed address, whole or one range of it. The address is all the leave that is needed: no cookie is looked at. */
export const serveMedia = async (request: Request, app: AppContext): Promise<Response> => {
  const answer = await findMedia(request, app)
  return answer instanceof Response
    ? answer
    : new Response(answer.body === null ? null : toWebStream(answer.body, request.signal), {
        status: answer.status,
        headers: answer.headers,
      })
}

/** What `serveMedia` answers, with its bytes as Node has them; a Response is a refusal. */
export const findMedia = async (request: Request, app: AppContext): Promise<MediaAnswer | Response> => {
  try {
    const url = new URL(request.url)
    const [ticket = '', ...parts] = url.pathname.slice(base.length).split('/')
    const key = parts.join('/')
    // Keys are plain: what needs an escape, a dot in front or a backslash is none, whoever signed it.
    if (!/^[\w-]+(\/\w[\w.-]*)+$/.test(key)) throw new DomainError('not_found', 'There is no such file.')
    const { method } = request
    if (method !== 'GET' && method !== 'HEAD') throw new DomainError('forbidden', 'This address can only be read from.')
    return await openMedia(app, {
      method,
      ticket,
      key,
      download: url.searchParams.get('download'),
      range: request.headers.get('range'),
      ifRange: request.headers.get('if-range'),
      ifNoneMatch: request.headers.get('if-none-match'),
    })
  } catch (error) {
    return explainError(app, error, { 'x-content-type-options': 'nosniff' })
  }
}
