import type { IncomingMessage, ServerResponse } from 'node:http'
import { withRequestId } from '@/server/request-scope'
import { requestIdHeader } from '../request-id'
import { answerWith, type Handler, ifThere, type OnFault, sendAnswer } from './answers'
import { classifyRequest } from './classify-request'
import type { ShedReason } from './decide-admission'
import type { Priority } from './limits'
import { guardLimits } from './limits'
import { shedAnswer } from './shed-answer'
import { createTurnScheduler } from './turn-scheduler'

type Options = {
  readonly onShed: (reason: ShedReason, priority: Priority) => void
  readonly onFault: OnFault
  readonly random?: () => number
  readonly nowMs?: () => number
}

/**
 * Where requests come in that the guard let in, in the process that works on them: begins them a few at a time and the more important first, and
 * tells to come back what could not begin in time.
 */
export const createWorkBeginner = ({ onShed, onFault, random = Math.random, nowMs }: Options) => {
  const turns = createTurnScheduler(guardLimits, nowMs)
  return (request: IncomingMessage, response: ServerResponse, handler: Handler): void => {
    const { method = 'GET', url = '/', headers } = request
    const asked = classifyRequest({ method, path: url.split('?', 1)[0] ?? '/', headers })
    const isPage = asked.kind === 'work' && asked.priority >= 2 && asked.places === 1
    turns.start(
      asked.priority,
      ifThere(response, () => {
        // Pages, sign-in and routes of Next's ask the database too: what is slow there is somebody's.
        const requestId = String(headers[requestIdHeader] ?? '')
        void withRequestId(requestId, () => answerWith(handler, request, response, onFault))
      }),
      ifThere(response, () => {
        onShed('waited', asked.priority)
        sendAnswer(request, response, shedAnswer(headers.accept ?? '', random))
      }),
      isPage ? (done) => whenOver(response, done) : undefined,
    )
  }
}

const whenOver = (response: ServerResponse, done: () => void): void => {
  const end = () => {
    clearTimeout(timer)
    response.off('close', end)
    done()
  }
  const timer = setTimeout(end, guardLimits.pageMs)
  response.once('close', end)
}
