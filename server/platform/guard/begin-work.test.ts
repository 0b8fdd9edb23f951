import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { currentRequestId } from '@/server/request-scope'
import { requestIdHeader } from '../request-id'
import { createWorkBeginner } from './begin-work'
import { guardLimits } from './limits'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** On a clock that stands still: what waits here waits for turns, not for time. */
const createBeginner = () => createWorkBeginner({ onShed: () => undefined, onFault: () => undefined, nowMs: () => 0 })
const open = () => {
  const begun: ServerResponse[] = []
  const begin = createBeginner()
  const ask = (url: string) => {
    const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url })
    begin(request, new ServerResponse(request), (_request, response) => void begun.push(response))
  }
  return { begun, ask }
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const turns = async (count: number) => {
  for (let index = 0; index < count; index += 1) await turn()
}

test('pages that nobody takes keep the next one waiting for a moment only, and are counted once', async () => {
  const { begun, ask } = open()
  for (let index = 0; index < guardLimits.pagesAtOnce; index += 1) ask('/projects')
  await turns(guardLimits.pagesAtOnce)
  expect(begun).toHaveLength(guardLimits.pagesAtOnce)
  ask('/projects')
  await turns(5)
  expect(begun).toHaveLength(guardLimits.pagesAtOnce)
  vi.advanceTimersByTime(guardLimits.pageMs)
  await turns(5)
  expect(begun).toHaveLength(guardLimits.pagesAtOnce + 1)
  // Over at last: their places were given back before.
  for (const response of begun.slice(0, guardLimits.pagesAtOnce)) response.emit('close')
  for (let index = 0; index < 2 * guardLimits.pagesAtOnce; index += 1) ask('/projects')
  await turns(2 * guardLimits.pagesAtOnce)
  expect(begun).toHaveLength(2 * guardLimits.pagesAtOnce)
})

test('what a page starts knows whose it is, also later', async () => {
  const begin = createBeginner()
  const seen: (string | null)[] = []
  for (const id of ['one', 'two']) {
    const headers = { [requestIdHeader]: id }
    const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/projects', headers })
    begin(request, new ServerResponse(request), async () => {
      await turn()
      seen.push(currentRequestId())
    })
  }
  await turns(5)
  expect(seen).toEqual(['one', 'two'])
})
