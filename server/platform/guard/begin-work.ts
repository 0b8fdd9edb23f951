import type { IncomingMessage, ServerResponse } from 'node:http'
import { classifyRequest } from './classify-request'
import { answerWith, type Handler } from './create-guard'
import type { ShedReason } from './decide-admission'
import type { Priority } from './limits'
import { shedAnswer } from './shed-answer'
import { createTurnScheduler } from './turn-scheduler'

type Options = {
  readonly onShed: (reason: ShedReason, priority: Priority) => void
  readonly random?: () => number
}

/**
 * Where requests come in that the guard let in, in the process that works on them: begins them a few at a time and the more important first, and
 * tells to come back what could not begin in time.
 */
export const createWorkBeginner = ({ onShed, random = Math.random }: Options) => {
  const turns = createTurnScheduler()
  return (request: IncomingMessage, response: ServerResponse, handler: Handler): void => {
    const { method = 'GET', url = '/', headers } = request
    const asked = classifyRequest({ method, path: url.split('?', 1)[0] ?? '/', headers })
    // Gone while it waited: nobody is there to be answered.
    const ifThere = (next: () => void) => () => {
      if (!response.destroyed && !response.closed) next()
    }
    const isPage = asked.kind === 'work' && asked.priority >= 2 && asked.places === 1
    turns.start(
      asked.priority,
      ifThere(() => void answerWith(handler, request, response)),
      ifThere(() => {
        onShed('waited', asked.priority)
        const { status, headers: said, body } = shedAnswer(headers.accept ?? '', random)
        response.writeHead(status, { ...said, 'content-length': Buffer.byteLength(body) })
        response.end(method === 'HEAD' ? undefined : body)
      }),
      isPage ? (done) => response.once('close', done) : undefined,
    )
  }
}
