import { describe, expect, test } from 'vitest'
import { isDomainError } from '@/server/errors'
import { readMailToken, signMailToken } from './mail-token'

const [old, fresh] = ['old'.repeat(16), 'new'.repeat(16)]
const before = { config: { authSecret: old, previousAuthSecret: null } }
const during = { config: { authSecret: fresh, previousAuthSecret: old } }
const after = { config: { authSecret: fresh, previousAuthSecret: null } }
const claim = { userId: 'u1', category: 'summary' } as const

describe('a link in a mail', () => {
  test('works on after AUTH_SECRET was changed, for as long as the one before is named', () => {
    const token = signMailToken(before, claim)
    expect(readMailToken(during, token)).toEqual(claim)
    expect(() => readMailToken(after, token)).toThrow(
      expect.toSatisfy((error) => isDomainError(error, 'invalid_request')),
    )
  })

  test('is signed with the new secret from then on', () => {
    const token = signMailToken(during, claim)
    expect(readMailToken(after, token)).toEqual(claim)
    expect(() => readMailToken(before, token)).toThrow(/not whole/)
  })
})
