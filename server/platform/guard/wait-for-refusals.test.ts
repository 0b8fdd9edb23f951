import http from 'node:http'
import net from 'node:net'
import { expect, test } from 'vitest'
import { createGuard } from './create-guard'

test('who is turned away is waited for until they were told so: a process that ends does not cut them off', async () => {
  const guard = createGuard({
    cap: 4,
    answerAtOnce: () => null,
    placeOf: () => null,
    loopDelayMs: () => Number.POSITIVE_INFINITY,
    memoryShare: () => 0,
    onShed: () => undefined,
    onAnswered: () => undefined,
    onFault: () => undefined,
    onDrain: () => undefined,
  })
  const request = Object.assign(new http.IncomingMessage(new net.Socket()), { method: 'GET', url: '/projects' })
  const response = new http.ServerResponse(request)
  guard.handle(request, response, () => undefined)
  guard.drain()
  expect([guard.unfinished(), response.writableEnded]).toEqual([1, false])
  await expect.poll(() => [guard.unfinished(), response.writableEnded]).toEqual([0, true])
})
