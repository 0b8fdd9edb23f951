import { expect, test } from 'vitest'
import { isLoopback, isLoopbackName } from './is-loopback.mjs'

test.each(['localhost', '127.0.0.1', '127.8.9.10', '::1', '[::1]'])('%s means this machine', (host) => {
  expect(isLoopbackName(host)).toBe(true)
})

test.each(['localhost.example', 'evil-localhost', '0.0.0.0', '10.0.0.1', '[::2]', '[localhost]', '128.0.0.1', ''])(
  '%j does not',
  (host) => {
    expect(isLoopbackName(host)).toBe(false)
  },
)

test('a name is no address', () => {
  expect(isLoopback('localhost')).toBe(false)
})
