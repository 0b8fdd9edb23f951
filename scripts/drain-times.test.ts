import { expect, test } from 'vitest'
import { finishMs, predrainMs, webGoodbyeMs } from './drain-times.mjs'

test("on one's own machine a stop waits for nobody, elsewhere for a balancer", () => {
  for (const APP_URL of ['', 'http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
    expect(predrainMs({ APP_URL })).toBe(0)
  expect(predrainMs({})).toBe(0)
  expect(predrainMs({ APP_URL: 'https://clips.example.com' })).toBe(10_000)
})

test('PREDRAIN_MS has the last word, also when it is nothing', () => {
  expect(predrainMs({ APP_URL: 'https://clips.example.com', PREDRAIN_MS: '0' })).toBe(0)
  expect(predrainMs({ PREDRAIN_MS: '4000' })).toBe(4_000)
  expect(predrainMs({ APP_URL: 'https://clips.example.com', PREDRAIN_MS: '' })).toBe(10_000)
})

test('a supervisor is more patient than a drain is long', () => {
  expect(webGoodbyeMs({ PREDRAIN_MS: '4000' })).toBeGreaterThan(4_000 + finishMs)
})
