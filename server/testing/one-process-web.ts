import type { IncomingMessage, ServerResponse } from 'node:http'
import { findByteDoor } from '../api/byte-doors'
import type { Guard } from '../platform'
import type { Handler } from '../platform/guard/answers'
import { type AppAnswer, startWeb } from '../start-web'
import { createPlainGuard } from './plain-guard'

/**
 * Front and app of a web process in one, without Next: `rest` answers what has no door. What is to be killed, frozen or timed as a whole is one
 * process this way.
 */
export const startOneProcessWeb = async (
  rest: Handler,
): Promise<{ readonly guard: Guard; readonly route: (request: IncomingMessage) => Handler }> => {
  await startWeb()
  const { clipforgeAnswer: answer } = globalThis as typeof globalThis & { clipforgeAnswer?: AppAnswer }
  if (answer === undefined) throw new Error('The web process did not start.')
  const guard = createPlainGuard(64)
  const app: Handler = (request: IncomingMessage, response: ServerResponse) => answer(request, response, rest)
  return { guard, route: (request) => findByteDoor(request) ?? app }
}
