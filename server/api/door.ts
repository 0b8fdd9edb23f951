import type { IncomingMessage, ServerResponse } from 'node:http'
import { getApp } from '@/server/compose-app'
import { requestIdFrom } from '@/server/platform'
import { withRequestId } from '@/server/request-scope'
import { explainError } from './explain-error'
import { goneSignal, sendResponse, toRequest } from './node-request'
import { refusal } from './refuse-request'

/** Answers a request as Node's server has it, without Next. */
export type Door = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Whatever fails outside of a verb is said as the verbs say it. */
export const door =
  (answer: (request: Request, incoming: IncomingMessage) => Promise<Response>): Door =>
  async (incoming, response) => {
    const request = toRequest(incoming, goneSignal(response))
    const requestId = requestIdFrom((name) => request.headers.get(name))
    await withRequestId(requestId, async () =>
      sendResponse(response, await answer(request, incoming).catch((error) => explain(requestId, error))),
    )
  }

/** Without an app there is nobody known and nothing to count with; why that is so, whoever starts it says. */
const explain = async (requestId: string, error: unknown): Promise<Response> => {
  const app = await getApp().catch(() => null)
  if (app !== null) return explainError({ ...app.context, requestId }, error)
  return refusal(
    'database_unavailable',
    'ClipForge does not answer right now. Nothing was lost; try again in a moment.',
    { 'retry-after': '2' },
  )
}
