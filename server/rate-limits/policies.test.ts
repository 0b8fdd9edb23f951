import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { DomainError } from '@/server/errors'
import type { RatePolicy, RateState } from '@/server/ports/rate-limiter'
import { claimsOf, rateHeaders, ratePolicies, refusalOf, refuseRate } from '.'

const page = readFileSync(fileURLToPath(new URL('../../docs/rate-limits.md', import.meta.url)), 'utf8')

const windows: Readonly<Record<number, string>> = {
  60: 'a minute',
  900: 'in 15 minutes',
  3600: 'an hour',
  86400: 'a day',
}
const count = (value: number) => value.toLocaleString('en-US')
const alone = { share: 'its part', quarter: 'a fourth' }

const rowOf = (policy: RatePolicy & { readonly what: string; readonly by: string }) =>
  `| \`${policy.name}\` | ${policy.what} | ${policy.by} | ${count(policy.burst)} | ${count(policy.quota)} ${
    windows[policy.windowSeconds]
  }${policy.shape === 'window' ? ', to the call' : ''} | ${alone[policy.alone]} |`

test('the docs page has a line for each policy, with its figures, and none for what is not there', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  expect(rows).toEqual(Object.values(ratePolicies).map(rowOf))
})

test('names are unique and of the form that headers and metrics take', () => {
  const names = Object.values(ratePolicies).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

describe('who is counted', () => {
  test('a key counts for itself, by its plan and under one ceiling, a person for themselves, anybody else for their place', () => {
    const shown = (...args: Parameters<typeof claimsOf>) =>
      claimsOf(...args).map(({ policy, subject, cost }) => [policy.name, subject, cost])
    expect(shown({ kind: 'api-key', id: 'k1', plan: 'free' }, 1)).toEqual([
      ['api-key-free', 'k1', 1],
      ['api-key-ceiling', 'k1', 1],
    ])
    expect(shown({ kind: 'api-key', id: 'k1', plan: 'business' }, 3)).toEqual([
      ['api-key-pro', 'k1', 3],
      ['api-key-ceiling', 'k1', 3],
    ])
    expect(shown({ kind: 'user', id: 'u1' }, 20)).toEqual([['user', 'u1', 20]])
    expect(shown({ kind: 'place', ipPrefix: '203.0.113.9' }, 1)).toEqual([['anonymous', '203.0.113.9', 1]])
  })
})

describe('headers', () => {
  const state = (policy: RatePolicy, rest: Partial<RateState>): RateState => ({
    policy,
    remaining: 0,
    nextMs: 0,
    waitMs: 0,
    ...rest,
  })

  test('list each policy of a granted call as structured fields', () => {
    const states = [
      state(ratePolicies.apiKeyFree, { remaining: 59, nextMs: 100 }),
      state(ratePolicies.apiKeyCeiling, { remaining: 9_999, nextMs: 59_999 }),
    ]
    expect(rateHeaders({ isAllowed: true, states })).toEqual({
      'ratelimit-policy': '"api-key-free";q=600;w=60, "api-key-ceiling";q=10000;w=60',
      ratelimit: '"api-key-free";r=59;t=1, "api-key-ceiling";r=9999;t=60',
    })
  })

  test('of a refusal list what refuses, and never say to come back before there is something to get', () => {
    const states = [
      state(ratePolicies.apiKeyFree, { nextMs: 40, waitMs: 1_940 }),
      state(ratePolicies.apiKeyCeiling, { remaining: 5_000, nextMs: 30_000 }),
    ]
    expect(rateHeaders({ isAllowed: false, states })).toEqual({
      'ratelimit-policy': '"api-key-free";q=600;w=60',
      ratelimit: '"api-key-free";r=0;t=1',
      'retry-after': '2',
    })
  })

  test('of several refusals in one answer list each policy once, by its longest wait, and nothing of what let the call in', () => {
    const refused = (...states: RateState[]) => refuseRate({ isAllowed: false, states }, String)
    const errors = [
      refused(state(ratePolicies.importLink, { nextMs: 1_000, waitMs: 1_000 })),
      new DomainError('not_found', 'There is no such project.'),
      refused(
        state(ratePolicies.clipRender, { nextMs: 500, waitMs: 3_500 }),
        state(ratePolicies.user, { remaining: 9, nextMs: 100 }),
      ),
      refused(state(ratePolicies.importLink, { nextMs: 2_000, waitMs: 2_000 })),
    ]
    const verdict = refusalOf(errors)
    expect(verdict && rateHeaders(verdict)).toEqual({
      'ratelimit-policy': '"clip-render";q=30;w=3600, "import-link";q=10;w=3600',
      ratelimit: '"clip-render";r=0;t=1, "import-link";r=0;t=2',
      'retry-after': '4',
    })
    expect(refusalOf(errors.slice(1, 2))).toBeNull()
    expect(Object.keys(errors[0]?.details ?? {})).toEqual(['retryAfterMs', 'violated-policies'])
  })
})
