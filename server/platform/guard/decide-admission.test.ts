import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RequestClass } from './classify-request'
import { decideAdmission, type Load } from './decide-admission'
import { guardLimits, type Priority } from './limits'

const cap = 64
const idle: Load = {
  ...{ inflight: 0, places: 0, cap, longLived: 0, longLivedOfPlace: 0, slowOfPlace: 0 },
  ...{ loopDelayMs: 0, memoryShare: 0.1 },
}
const asked = (priority: Priority, kind: RequestClass['kind'] = 'work') => ({ priority, kind })
const kept = (load: Partial<Load>) =>
  ([0, 1, 2, 3] as const).filter((priority) => decideAdmission(asked(priority), { ...idle, ...load }) === null)

describe('who is turned away', () => {
  test('nobody while there is room', () => {
    expect(kept({})).toEqual([0, 1, 2, 3])
    expect(kept({ places: 38, loopDelayMs: 150, memoryShare: 0.8 })).toEqual([0, 1, 2, 3])
  })

  test('by requests in work: prefetches at 60 % of the limit, pages at all of it, mutations at 150 %, webhooks at twice', () => {
    expect(kept({ places: 39 })).toEqual([0, 1, 2])
    expect(kept({ places: 63 })).toEqual([0, 1, 2])
    expect(kept({ places: 64 })).toEqual([0, 1])
    expect(kept({ places: 95 })).toEqual([0, 1])
    expect(kept({ places: 96 })).toEqual([0])
    expect(kept({ places: 127 })).toEqual([0])
    expect(kept({ places: 128 })).toEqual([])
  })

  test('by a late event loop: pages above 250 ms; webhooks never', () => {
    expect(kept({ loopDelayMs: 151 })).toEqual([0, 1, 2])
    expect(kept({ loopDelayMs: 251 })).toEqual([0, 1])
    expect(kept({ loopDelayMs: 10_000 })).toEqual([0])
  })

  test('by memory: pages above 80 % of what there is', () => {
    expect(kept({ memoryShare: 0.81 })).toEqual([0, 1])
    expect(kept({ memoryShare: 0.91 })).toEqual([0])
  })

  test('under any load, whoever is kept leaves nobody more important outside', () => {
    const load = fc.record({
      inflight: fc.nat(300),
      places: fc.double({ min: 0, max: 300, noNaN: true }),
      longLived: fc.nat(100),
      longLivedOfPlace: fc.nat(100),
      slowOfPlace: fc.nat(60),
      loopDelayMs: fc.double({ min: 0, max: 2_000, noNaN: true }),
      memoryShare: fc.double({ min: 0, max: 1, noNaN: true }),
      cap: fc.integer({ min: 4, max: 200 }),
    })
    fc.assert(
      fc.property(load, (given) => {
        expect(kept(given)).toEqual([0, 1, 2, 3].slice(0, kept(given).length))
      }),
    )
  })

  test('more load never lets in who was turned away under less', () => {
    const figure = fc.nat(300)
    fc.assert(
      fc.property(figure, figure, figure, figure, (places, more, loopDelayMs, later) => {
        const less = kept({ places, loopDelayMs })
        const least = kept({ places: places + more, loopDelayMs: loopDelayMs + later })
        expect(less.slice(0, least.length)).toEqual(least)
      }),
    )
  })

  test('open streams and transfers take no place of work, and have a limit of their own', () => {
    const full = { ...idle, longLived: guardLimits.longLived }
    expect(decideAdmission(asked(2), full)).toBeNull()
    expect(decideAdmission(asked(2, 'stream'), full)).toBe('long-lived')
    expect(decideAdmission(asked(1, 'transfer'), full)).toBe('long-lived')
    expect(decideAdmission(asked(2, 'stream'), { ...idle, longLived: guardLimits.longLived - 1 })).toBeNull()
  })

  test('one place can not have all of what lasts, and goes on being served what works', () => {
    const full = { ...idle, longLivedOfPlace: guardLimits.longLivedPerPlace }
    expect(decideAdmission(asked(2, 'stream'), full)).toBe('place')
    expect(decideAdmission(asked(1, 'transfer'), full)).toBe('place')
    expect(decideAdmission(asked(1), full)).toBeNull()
    expect(
      decideAdmission(asked(1, 'transfer'), { ...idle, longLivedOfPlace: guardLimits.longLivedPerPlace - 1 }),
    ).toBeNull()
  })
})
