import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redact, redactText } from './redact'

test.each([
  'postgresql://clipforge:hunter2hunter2@127.0.0.1:5432/app refused',
  'Authorization: Bearer hunter2hunter2',
  'GET /media/clips/a.mp4?expires=1&sig=hunter2hunter2',
  'https://example.com/confirm?token=hunter2hunter2&next=/',
  'https://bucket.example/a.mp4?X-Amz-Date=1&X-Amz-Signature=hunter2hunter2',
  'No such key: sk_live_hunter2hunter2',
  'whsec_hunter2hunter2 does not match',
  'jwt eyJhunter2hunter2.hunter2hunter2.hunter2hunter2 expired',
  'key-eyJhunter2hunter2 is half of one',
  'no mailbox for hunter2hunter2@example.com',
])('a secret in a text is not written: %s', (text) => {
  expect(redactText(text)).not.toContain('hunter2')
})

test.each([
  'Error: no\n    at run (/srv/node_modules/@tus/server@2.4.5/dist/index.js:10:3)',
  'ffmpeg failed with exit code 1. The end of its log: Conversion failed!',
  'http://127.0.0.1:3000/projects',
])('a text without one stays as it is: %s', (text) => {
  expect(redactText(text)).toBe(text)
})

/** A quadratic pattern takes minutes over these and the test's time is up; one that reads each character once takes milliseconds. */
test.each([
  'a',
  'a.',
  'a-',
  'a@',
  '@a',
  'a@a.',
  ':',
  '://a',
  'eyJaaaaaaaa-',
  'eyJaaaaaaaa.',
  'Bearer ',
  '?token',
  '&',
  'sk_aaaaaaaa ',
  ' ',
])('a million characters of %j are read in one go', (unit) => {
  const text = unit.repeat(1_000_000 / unit.length)
  expect(redactText(text).length).toBeGreaterThan(0)
  expect(redactText(`${text}!`).length).toBeGreaterThan(0)
})

const secretNames = [
  ...['authorization', 'Cookie', 'set-cookie', 'token', 'sessionToken', 'apiKey', 'api_key', 'stripe-signature'],
  ...['email', 'to', 'AUTH_SECRET', 'password', 'SENTRY_DSN'],
]

test('a field with the name of a secret is not written, however deep it lies', () => {
  const nested = fc.tuple(
    fc.constantFrom(...secretNames),
    fc.array(fc.constantFrom('a', 'b', 'list'), { maxLength: 4 }),
  )
  fc.assert(
    fc.property(nested, ([name, way]) => {
      const value = way.reduce<unknown>((inner, key) => (key === 'list' ? [inner] : { [key]: inner }), {
        [name]: 'hunter2',
      })
      expect(JSON.stringify(redact(value))).not.toContain('hunter2')
    }),
  )
})

test('what says how things are stays readable', () => {
  const fields = {
    requestId: '3f',
    status: 200,
    ms: 1.5,
    route: '/api/trpc',
    isFinal: false,
    none: null,
    sizes: [1, 2],
  }
  expect(redact(fields)).toEqual(fields)
})

test('an error is its name, its message and where it came from', () => {
  expect(redact({ cause: new TypeError('x is not for a@example.com') })).toMatchObject({
    cause: { name: 'TypeError', message: 'x is not for [redacted]', stack: expect.stringContaining('redact.test.ts') },
  })
})

test('what goes round in a circle ends', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  expect(JSON.stringify(redact(circle))).toContain('[deeper]')
})
