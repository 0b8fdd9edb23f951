import { expect, test } from 'vitest'
import { requestIdFrom, requestIdHeader } from './request-id'

const idOf = (headers: Record<string, string>) => requestIdFrom((name) => headers[name])
const trace = '4bf92f3577b34da6a3ce929d0e0e4736'

test('a request that is part of a trace is called by it', () => {
  expect(idOf({ traceparent: `00-${trace}-00f067aa0ba902b7-01` })).toBe(trace)
})

test('what the server in front called it wins', () => {
  expect(idOf({ traceparent: `00-${trace}-00f067aa0ba902b7-01`, [requestIdHeader]: 'a'.repeat(32) })).toBe(
    'a'.repeat(32),
  )
})

test.each([
  {},
  { traceparent: 'nonsense' },
  { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` },
  { traceparent: `00-${trace}-00f067aa0ba902b7-01\nSet-Cookie: a=b` },
  { [requestIdHeader]: '"><script>alert(1)</script>' },
])('%j: it gets a name of its own, never one that says more', (headers) => {
  expect(idOf(headers)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/)
})
