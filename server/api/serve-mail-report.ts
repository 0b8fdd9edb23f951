import type { AppContext } from '@/server/context'
import { recordMailReport } from '@/server/notifications'
import { explainError } from './explain-error'
import { readBody } from './read-body'
import { refusal } from './refuse-request'

/** A report about one mail has a few kilobytes. */
const maxBodyBytes = 256 * 1024

/** The mail provider's door. It is told 200 for what it need not send again, also for what came before or is none of our business. */
export const serveMailReport = async (request: Request, ctx: AppContext): Promise<Response> => {
  if (request.method !== 'POST') return refusal('invalid_request', 'Reports are sent by POST.', { allow: 'POST' })
  try {
    const body = await readBody(request, maxBodyBytes)
    const outcome = await recordMailReport(ctx, { body, headers: request.headers })
    return Response.json({ outcome }, { headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    return explainError(ctx, error)
  }
}
