import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { RateClaim, RateLimiter, RatePolicy } from '@/server/ports/rate-limiter'

const base = { quota: 60, windowSeconds: 3_600, burst: 60, shape: 'steady', alone: 'share' } as const

/** A policy that no other test counts by. */
const policyOf = (rest: Partial<RatePolicy> = {}): RatePolicy => ({ ...base, name: `test-${randomUUID()}`, ...rest })
const claimOf = (policy: RatePolicy, rest: Partial<RateClaim> = {}): RateClaim => ({
  policy,
  subject: 'somebody',
  cost: 1,
  ...rest,
})

/** What every limiter promises, whatever stands behind it. `waitFor` lets that much time pass, by whichever clock it counts. */
export const describeRateLimiter = (
  name: string,
  { limiter, waitFor }: { readonly limiter: () => RateLimiter; readonly waitFor: (ms: number) => Promise<void> },
): void => {
  const take = (...claims: RateClaim[]) => limiter().take(claims)
  const granted = async (claim: RateClaim, times: number) =>
    (await Promise.all(Array.from({ length: times }, () => take(claim)))).filter(({ isAllowed }) => isAllowed).length

  describe(`${name} as a rate limiter`, () => {
    it('grants a burst of sixty and not one more of eighty at once', async () => {
      expect(await granted(claimOf(policyOf()), 80)).toBe(60)
    })

    it('B14: grants exactly 10,000 in a window to a hundred askers at once, refuses the next, and says when to come back', async () => {
      const claim = claimOf(policyOf({ quota: 10_000, burst: 10_000, windowSeconds: 60, shape: 'window' }))
      let asked = 0
      let allowed = 0
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          while (asked++ < 10_400) {
            const { isAllowed } = await take(claim)
            allowed += Number(isAllowed)
          }
        }),
      )
      expect(allowed).toBe(10_000)
      const { isAllowed, states } = await take(claim)
      expect(isAllowed).toBe(false)
      expect(states[0]?.remaining).toBe(0)
      expect(states[0]?.waitMs).toBeGreaterThan(0)
      expect(states[0]?.waitMs).toBeLessThanOrEqual(60_000)
    })

    it.each(['steady', 'window'] as const)('in a %s policy lets in who waited as long as it said', async (shape) => {
      const claim = claimOf(policyOf({ quota: 1, burst: 1, windowSeconds: 2, shape }))
      expect(await granted(claim, 1)).toBe(1)
      const refused = await take(claim)
      expect(refused.isAllowed).toBe(false)
      const waitMs = refused.states[0]?.waitMs ?? 0
      expect(waitMs).toBeGreaterThan(0)
      await waitFor(waitMs)
      expect((await take(claim)).isAllowed).toBe(true)
    })

    it('gives a steady burst back one by one, never two bursts around the edge of a window', async () => {
      const claim = claimOf(policyOf({ quota: 10, burst: 10, windowSeconds: 10 }))
      expect(await granted(claim, 10)).toBe(10)
      await waitFor(1_000)
      expect(await granted(claim, 10)).toBeLessThan(10)
    })

    it('takes nothing for what it refuses', async () => {
      const claim = claimOf(policyOf({ quota: 5, burst: 5 }))
      expect((await take({ ...claim, cost: 3 })).isAllowed).toBe(true)
      expect((await take({ ...claim, cost: 3 })).isAllowed).toBe(false)
      expect((await take({ ...claim, cost: 2 })).isAllowed).toBe(true)
    })

    it('takes all of several claims or none', async () => {
      const [wide, narrow] = [claimOf(policyOf({ quota: 5, burst: 5 })), claimOf(policyOf({ quota: 1, burst: 1 }))]
      expect((await take(wide, narrow)).isAllowed).toBe(true)
      const { isAllowed, states } = await take(wide, narrow)
      expect(isAllowed).toBe(false)
      expect(states.map(({ remaining }) => remaining)).toEqual([4, 0])
      expect(states.map(({ waitMs }) => waitMs > 0)).toEqual([false, true])
    })

    it('counts a call that stands for many as many, and one larger than the burst as the burst', async () => {
      const claim = claimOf(policyOf({ quota: 20, burst: 20 }))
      expect((await take({ ...claim, cost: 15 })).states[0]?.remaining).toBe(5)
      const whole = claimOf(policyOf({ quota: 20, burst: 20 }), { cost: 500 })
      expect((await take(whole)).isAllowed).toBe(true)
      expect((await take({ ...whole, cost: 1 })).isAllowed).toBe(false)
    })

    it('tells what is left when nothing is asked for, and takes nothing', async () => {
      const claim = claimOf(policyOf({ quota: 2, burst: 2 }))
      expect((await take({ ...claim, cost: 0 })).states[0]).toMatchObject({ remaining: 2, nextMs: 0, waitMs: 0 })
      await take(claim)
      const { states } = await take({ ...claim, cost: 0 })
      expect(states[0]?.remaining).toBe(1)
      expect(states[0]?.nextMs).toBeGreaterThan(0)
    })

    it('keeps subjects and policies apart', async () => {
      const claim = claimOf(policyOf({ quota: 1, burst: 1 }))
      expect((await take(claim)).isAllowed).toBe(true)
      expect((await take(claim)).isAllowed).toBe(false)
      expect((await take({ ...claim, subject: 'another' })).isAllowed).toBe(true)
      expect((await take({ ...claim, policy: policyOf({ quota: 1, burst: 1 }) })).isAllowed).toBe(true)
    })
  })
}
