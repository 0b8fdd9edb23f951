import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { videoOf } from '@/server/testing/framing-scene'
import { planScan } from './scan-plan'

const video = (widthPx: number, heightPx: number, fps = { num: 30, den: 1 }) => videoOf(widthPx, heightPx, fps)

describe('planScan', () => {
  it('makes the proxy 640x360 in either orientation and never enlarges', () => {
    expect(planScan(video(1920, 1080))).toMatchObject({ proxyWidthPx: 640, proxyHeightPx: 360 })
    expect(planScan(video(1080, 1920))).toMatchObject({ proxyWidthPx: 360, proxyHeightPx: 640 })
    expect(planScan(video(176, 144))).toMatchObject({ proxyWidthPx: 176, proxyHeightPx: 144 })
  })

  it('leaves out lines of a large picture only, and never so many that fewer than four make one', () => {
    const halvings = [2160, 1080, 720, 360, 144].map((height) => planScan(video((height * 16) / 9, height)).halvings)
    expect(halvings).toEqual([3, 2, 1, 0, 0])
  })

  it('keeps every size even, the small picture in whole blocks and the proxy near five frames a second', () => {
    const side = fc.integer({ min: 8, max: 3000 }).map((half) => half * 2)
    fc.assert(
      fc.property(side, side, fc.constantFrom(12, 24, 25, 30, 50, 60, 120), (width, height, rate) => {
        const plan = planScan(video(width, height, { num: rate, den: 1 }))
        expect([
          plan.proxyWidthPx % 2,
          plan.proxyHeightPx % 2,
          plan.small.widthPx % 8,
          plan.small.heightPx % 8,
        ]).toEqual([0, 0, 0, 0])
        expect(Math.min(plan.proxyWidthPx, plan.proxyHeightPx)).toBeLessThanOrEqual(360)
        expect(rate / plan.everyFrames).toBeGreaterThan(4)
        expect(rate / plan.everyFrames).toBeLessThanOrEqual(6.25)
      }),
    )
  })
})
