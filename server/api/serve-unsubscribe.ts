import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { setPreferencesByToken, unsubscribe } from '@/server/notifications'
import { explainError } from './explain-error'
import { readBody } from './read-body'
import { refusal } from './refuse-request'

const maxBodyBytes = 10_000

/**
 * Where mail programs unsubscribe with one click (RFC 8058) and the forms of the two pages go. No cookie is looked at: the token is the right
 * to do this. A GET, which programs that look through mail make of every address, leads to a page and changes nothing.
 */
export const serveUnsubscribe = async (request: Request, ctx: AppContext, token: string): Promise<Response> => {
  const pageOf = (name: string, query = '') => `${ctx.config.appUrl}/${name}/${encodeURIComponent(token)}${query}`
  if (request.method === 'GET' || request.method === 'HEAD') return seeOther(pageOf('unsubscribe'))
  try {
    const form = await readForm(request)
    if (form.get('List-Unsubscribe') === 'One-Click') {
      await unsubscribe(ctx, { token })
      return new Response('You are unsubscribed.', { headers: { 'cache-control': 'no-store' } })
    }
    switch (form.get('do')) {
      case 'unsubscribe':
        await unsubscribe(ctx, { token })
        return seeOther(pageOf('unsubscribe', '?done=1'))
      case 'save':
        await setPreferencesByToken(ctx, { token, wanted: form.getAll('wanted').map(String) })
        return seeOther(pageOf('email-preferences', '?saved=1'))
      default:
        return refusal('invalid_request', 'This says not what to do. Open the link from the mail again.')
    }
  } catch (error) {
    return explainError(ctx, error)
  }
}

const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { location, 'cache-control': 'no-store' } })

/** RFC 8058 allows both kinds of form. @throws invalid_request, payload_too_large */
const readForm = async (request: Request): Promise<FormData> => {
  const body = await readBody(request, maxBodyBytes)
  const type = request.headers.get('content-type') ?? 'application/x-www-form-urlencoded'
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData()
  } catch (cause) {
    throw new DomainError('invalid_request', 'This is not a form.', { cause })
  }
}
