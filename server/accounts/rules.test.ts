import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canManage, describeDevice, isOperator, safeNextPath } from './rules'
import { emailSchema, profileSchema, workspaceNameSchema } from './schemas'

const appUrl = 'https://clips.example'

test('row 49: whatever is asked for, a browser that follows it stays on this site', () => {
  const evil = [
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    '/\t/evil.example',
    '/%2f%2fevil',
    '/%5cevil',
    '/%0d%0aLocation:x',
    'javascript:alert(1)',
    `${appUrl}.evil.example/`,
    `${appUrl}@evil.example/`,
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    `${appUrl}/.//evil.example`,
  ]
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '//',
    ':',
    '@',
    '.',
    '%2f',
    '%5c',
    '%0d%0a',
    '\t',
    '\n',
    'evil.example',
    'https',
    'a',
    '?',
    '#',
  )
  const anything = fc.oneof(
    fc.constantFrom(...evil),
    fc.string(),
    fc.array(pieces).map((list) => list.join('')),
  )
  fc.assert(
    fc.property(anything, (next) => {
      const path = safeNextPath(next, appUrl)
      expect(new URL(path, appUrl).origin).toBe(appUrl)
      expect(path).toMatch(/^\/(?![/\\])/)
      expect(path).not.toMatch(/[\r\n\t]/)
    }),
    { numRuns: 2_000 },
  )
  for (const next of evil) expect(safeNextPath(next, appUrl)).toBe('/projects')
})

test('a path of this site is gone to as it is, one of its procedures is not', () => {
  expect(safeNextPath('/projects/1?tab=clips#top', appUrl)).toBe('/projects/1?tab=clips#top')
  expect(safeNextPath(`${appUrl}/invite/abc`, appUrl)).toBe('/invite/abc')
  expect(safeNextPath('/api/auth/signout', appUrl)).toBe('/projects')
})

test('nobody manages a role above their own, and nobody below admin manages any', () => {
  const all = ['owner', 'admin', 'editor', 'viewer'] as const
  const allowed = all.map((actor) => all.filter((role) => canManage(actor, role)))
  expect(allowed).toEqual([[...all], ['admin', 'editor', 'viewer'], [], []])
})

test('a device is named as its owner would, and a header that lies is only ever a known name', () => {
  expect(
    describeDevice('Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0'),
  ).toBe('Edge on Windows')
  expect(
    describeDevice('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1'),
  ).toBe('Safari on iPhone')
  expect(describeDevice(null)).toBe('Unknown device')
  fc.assert(fc.property(fc.string(), (header) => void expect(describeDevice(header)).toMatch(/^[A-Za-z ]+$/)))
})

test('row 70: what a form does not have is refused, not taken along', () => {
  expect(profileSchema.safeParse({ name: 'A', timeZone: 'UTC', locale: 'en', isDemo: true, id: 'x' }).success).toBe(
    false,
  )
  expect(workspaceNameSchema.safeParse({ name: 'A', plan: 'business', creditBalance: 1e6 }).success).toBe(false)
})

test('row 71: names with control characters and zones that are none are refused', () => {
  for (const name of ['', '   ', 'a\0b', 'a\nb', 'a\u2028b', 'a'.repeat(81)])
    expect(profileSchema.safeParse({ name, timeZone: 'UTC', locale: 'en' }).success).toBe(false)
  for (const timeZone of ['', 'Mars/Olympus', '../../etc/passwd', 'UTC\0'])
    expect(profileSchema.safeParse({ name: 'A', timeZone, locale: 'en' }).success).toBe(false)
})

test('row 91: an address is one address, and the same one however it is typed', () => {
  for (const text of [
    'a@example.com,b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'a b@example.com',
    '<a@example.com>',
    'a@b@example.com',
  ])
    expect(emailSchema.safeParse(text).success).toBe(false)
  expect(emailSchema.parse(' Amara@Example.COM ')).toBe('amara@example.com')
})

test.each([
  [{ email: 'ops@example.com', isVerified: true, isDemo: false }, true],
  [{ email: 'ops@example.com', isVerified: false, isDemo: false }, false],
  [{ email: 'owner@example.com', isVerified: true, isDemo: false }, false],
  [{ email: 'demo@clipforge.localhost', isVerified: true, isDemo: true }, false],
])('on a public installation %j is an operator: %s', (person, expected) => {
  expect(isOperator({ operatorEmails: ['ops@example.com'], isLocal: false }, person)).toBe(expected)
})

test('on a person’s own machine the demo account is an operator', () => {
  const demo = { email: 'demo@clipforge.localhost', isVerified: true, isDemo: true }
  expect(isOperator({ operatorEmails: [], isLocal: true }, demo)).toBe(true)
})
