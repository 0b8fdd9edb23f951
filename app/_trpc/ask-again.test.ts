import { TRPCClientError } from '@trpc/client'
import { expect, test } from 'vitest'
import type { AppRouter } from '@/server/api/root'
import { askAgainMs } from './ask-again'

const answered = (httpStatus: number) => {
  const data = { code: 'SERVICE_UNAVAILABLE', httpStatus, error: 'busy', details: {}, requestId: null } as const
  return TRPCClientError.from<AppRouter>({ error: { code: -32_000, message: 'No.', data } })
}

test.each([502, 503, 504])('what failed with %s is asked for again by itself', (status) => {
  expect(askAgainMs(answered(status))).toBeGreaterThan(0)
})

test('so is what got no answer at all', () => {
  expect(askAgainMs(TRPCClientError.from(new TypeError('Failed to fetch')))).toBeGreaterThan(0)
})

test.each([400, 401, 403, 404, 409, 429, 500, 507])('what failed with %s stays as it is', (status) => {
  expect(askAgainMs(answered(status))).toBe(false)
})

test('nothing is asked for again that did not fail', () => {
  expect(askAgainMs(null)).toBe(false)
})
