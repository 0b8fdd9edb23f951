import type { IncomingMessage, ServerResponse } from 'node:http'
import { goneSignal, sendResponse, toRequest } from './node-request'
import { refusal } from './refuse-request'

/** Answers a request as Node's server has it, without Next. */
export type Door = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Whatever fails outside of a verb (the database is away before anybody is known) is said as the verbs say it. */
export const door =
  (answer: (request: Request, incoming: IncomingMessage) => Promise<Response>): Door =>
  async (incoming, response) => {
    const answered = await answer(toRequest(incoming, goneSignal(response)), incoming).catch(() =>
      refusal('database_unavailable', 'ClipForge does not answer right now. Nothing was lost; try again in a moment.', {
        'retry-after': '2',
      }),
    )
    await sendResponse(response, answered)
  }
