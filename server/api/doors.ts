import type { IncomingMessage } from 'node:http'
import { awayPage } from './away-page'
import { type Door, door } from './door'
import { sendResponse } from './node-request'
import { handleTrpc } from './trpc-handler'

/** The same procedures as the route's: they spare Next's part of the work, which is most of it. */
const procedures = door((request) => handleTrpc(request))

/** Which door a request may take instead of Next's, if any, in the app. Subscriptions stay with Next, which streams. */
export const findDoor = (request: IncomingMessage): Door | undefined => {
  const { method, url = '', headers } = request
  const away = awayPage(request)
  if (away !== null) return (_request, response) => sendResponse(response, away)
  const isStream = headers.accept?.includes('text/event-stream') ?? false
  const isCall = (method === 'GET' || method === 'POST') && url.startsWith('/api/trpc/')
  return isCall && !isStream ? procedures : undefined
}
