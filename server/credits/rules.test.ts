import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PlanId, plans, rolloverCap } from './plans'
import { addMonths, creditsFor, nextPeriodStart, renewal, settlement } from './rules'

const planIds = Object.keys(plans) as PlanId[]
const plan = fc.constantFrom(...planIds)
const date = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })

describe('credits', () => {
  test('a credit is a started minute', () => {
    expect([0, 1, 59_999, 60_000, 60_001, 120 * 60_000].map(creditsFor)).toEqual([0, 1, 1, 1, 2, 120])
  })

  test('settling never keeps more than was reserved and never gives back more than that', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(20_000_000), (reserved, durationMs) => {
        const { used, back } = settlement(reserved, durationMs)
        expect(used + back).toBe(reserved)
        expect(used).toBeLessThanOrEqual(creditsFor(durationMs))
        expect(Math.min(used, back)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('a renewal leaves at least the month’s credits and at most two months’ worth', () => {
    fc.assert(
      fc.property(fc.nat(100_000), plan, (balance, id) => {
        const { expired, granted } = renewal(balance, id)
        const after = balance - expired + granted
        expect(after).toBeGreaterThanOrEqual(plans[id].creditsPerMonth)
        expect(after).toBeLessThanOrEqual(plans[id].creditsPerMonth + rolloverCap(id))
        expect(expired).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('a period begins on the anchor’s day, or on the last day of a shorter month', () => {
    const anchor = new Date('2026-01-31T10:30:00Z')
    expect([1, 2, 3, 13].map((months) => addMonths(anchor, months).toISOString().slice(0, 16))).toEqual([
      '2026-02-28T10:30',
      '2026-03-31T10:30',
      '2026-04-30T10:30',
      '2027-02-28T10:30',
    ])
  })

  test('the next period begins after the moment that is asked about, by a month at most', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 0, max: 3_000 }), (anchor, days) => {
        const after = new Date(anchor.getTime() + days * 86_400_000)
        const next = nextPeriodStart(anchor, after)
        expect(next.getTime()).toBeGreaterThan(after.getTime())
        expect(next.getTime() - after.getTime()).toBeLessThanOrEqual(31 * 86_400_000)
      }),
    )
  })

  test('periods follow one another without a gap or a repeat', () => {
    fc.assert(
      fc.property(date, (anchor) => {
        let at = anchor
        for (let month = 1; month <= 30; month++) {
          at = nextPeriodStart(anchor, at)
          expect(at).toEqual(addMonths(anchor, month))
        }
      }),
    )
  })
})
