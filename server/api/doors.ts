import type { IncomingMessage, ServerResponse } from 'node:http'
import { awayPage } from './away-page'
import { goneSignal, sendResponse, toRequest } from './node-request'
import { refusal } from './refuse-request'
import { answerTus } from './serve-tus'
import { handleTrpc } from './trpc-handler'

type Door = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Whatever fails outside of a verb (the database is away before anybody is known) is said as the verbs say it. */
const door =
  (answer: (request: Request, incoming: IncomingMessage) => Promise<Response>): Door =>
  async (incoming, response) => {
    const answered = await answer(toRequest(incoming, goneSignal(response)), incoming).catch(() =>
      refusal('database_unavailable', 'ClipForge does not answer right now. Nothing was lost; try again in a moment.', {
        'retry-after': '2',
      }),
    )
    await sendResponse(response, answered)
  }

/**
 * The same tus as the route's: the bytes of a part go from the socket to the intake as Node gives them. Through web streams they cost a
 * multiple of the processor time.
 */
const uploadPart = door((request, incoming) => answerTus(request, { body: incoming }))

/** The same procedures as the route's: reads spare Next's part of the work, which is most of it. */
const read = door((request) => handleTrpc(request))

/**
 * Which door a request may take instead of Next's, if any. For the server that stands before Next (scripts/web.mjs). Subscriptions stay with
 * Next, which streams.
 */
export const findDoor = (request: IncomingMessage): Door | undefined => {
  const { method, url = '', headers } = request
  if (method === 'PATCH' && url.startsWith('/api/uploads/')) return uploadPart
  const away = awayPage(request)
  if (away !== null) return (_request, response) => sendResponse(response, away)
  const isStream = headers.accept?.includes('text/event-stream') ?? false
  return method === 'GET' && url.startsWith('/api/trpc/') && !isStream ? read : undefined
}
