import { describe, expect, test } from 'vitest'
import type { AppConfig } from '@/server/context'
import { isDomainError } from '@/server/errors'
import { readMailToken, signMailToken } from './mail-token'

const base: AppConfig = {
  appUrl: 'https://clips.example.com',
  isLocal: false,
  authSecret: 'old'.repeat(16),
  previousAuthSecret: null,
  mediaKeys: [],
  signIn: { google: false, github: false },
  trustedProxies: [],
  uploadPartBytes: 1,
  operatorEmails: [],
  version: 'test',
}
const before = { config: base }
const during = { config: { ...base, authSecret: 'new'.repeat(16), previousAuthSecret: base.authSecret } }
const after = { config: { ...base, authSecret: 'new'.repeat(16) } }
const claim = { userId: 'u1', category: 'summary' } as const

describe('a link in a mail', () => {
  test('works on after AUTH_SECRET was changed, for as long as the one before is named', () => {
    const old = signMailToken(before, claim)
    expect(readMailToken(during, old)).toEqual(claim)
    expect(() => readMailToken(after, old)).toThrow(
      expect.toSatisfy((error) => isDomainError(error, 'invalid_request')),
    )
  })

  test('is signed with the new secret from then on', () => {
    const fresh = signMailToken(during, claim)
    expect(readMailToken(after, fresh)).toEqual(claim)
    expect(() => readMailToken(before, fresh)).toThrow(/not whole/)
  })
})
