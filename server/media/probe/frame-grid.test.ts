import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fpsValue } from '../time'
import { chooseFrameGrid } from './frame-grid'

const at = (fps: number, frames: number, round = (seconds: number) => seconds): Float64Array =>
  Float64Array.from({ length: frames }, (_, n) => round(n / fps))
const toMs = (seconds: number) => Math.round(seconds * 1000) / 1000

describe('chooseFrameGrid', () => {
  it.each([
    [24000, 1001],
    [24, 1],
    [25, 1],
    [30000, 1001],
    [30, 1],
    [50, 1],
    [60000, 1001],
    [60, 1],
    [120, 1],
  ])('keeps a constant %i/%i that the file declares, even with times in whole milliseconds', (num, den) => {
    expect(chooseFrameGrid([{ num, den }], at(num / den, 300, toMs))).toEqual({ fps: { num, den }, isVariable: false })
  })

  it('tells 29.97 from 30 in a minute of whole milliseconds, with no declaration', () => {
    expect(chooseFrameGrid([], at(30000 / 1001, 1800, toMs)).fps).toEqual({ num: 30000, den: 1001 })
    expect(chooseFrameGrid([], at(30, 1800, toMs)).fps).toEqual({ num: 30, den: 1 })
  })

  it('believes the frames, not a declared rate that they contradict', () => {
    expect(chooseFrameGrid([{ num: 240, den: 1 }], at(25, 250)).fps).toEqual({ num: 25, den: 1 })
  })

  it('prefers the first declaration that the frames bear out', () => {
    const claims = [
      { num: 90000, den: 1 },
      { num: 30, den: 1 },
    ]
    expect(chooseFrameGrid(claims, at(30, 90)).fps).toEqual({ num: 30, den: 1 })
  })

  it('keeps a constant rate that lost a frame now and then', () => {
    const times = at(25, 1000).filter((_, n) => n % 400 !== 7)
    expect(chooseFrameGrid([{ num: 25, den: 1 }], times)).toEqual({ fps: { num: 25, den: 1 }, isVariable: false })
  })

  it('keeps an odd constant rate to a thousandth of a frame', () => {
    expect(chooseFrameGrid([], at(17.3, 500))).toEqual({ fps: { num: 17300, den: 1000 }, isVariable: false })
  })

  it('puts a recording whose intervals vary on the standard rate nearest to its average', () => {
    const times = Float64Array.from({ length: 300 }, (_, n) => n / 22 + (n % 2) * 0.02)
    expect(chooseFrameGrid([{ num: 90000, den: 1 }], times)).toEqual({
      fps: { num: 24000, den: 1001 },
      isVariable: true,
    })
  })

  it('keeps the rate of the talk where the other half of a recording is slides that stand for a second each', () => {
    const talk = at(30, 1800)
    const slides = Array.from({ length: 60 }, (_, n) => 61 + n)
    expect(chooseFrameGrid([], Float64Array.of(...talk, ...slides))).toEqual({
      fps: { num: 30, den: 1 },
      isVariable: true,
    })
  })

  it('does not take a burst of a second for the rate of a recording', () => {
    const burst = at(60, 60)
    const rest = Array.from({ length: 30 }, (_, n) => 1.1 + n / 10 + (n % 3) * 0.03)
    expect(chooseFrameGrid([], Float64Array.of(...burst, ...rest)).fps).toEqual({ num: 24000, den: 1001 })
  })

  it('never gives a variable recording more than 60 frames per second', () => {
    const times = Float64Array.from({ length: 300 }, (_, n) => n / 110 + (n % 2) * 0.004)
    expect(chooseFrameGrid([], times)).toEqual({ fps: { num: 60, den: 1 }, isVariable: true })
  })

  it('gives a usable rate for no frame, one frame and equal times', () => {
    expect(chooseFrameGrid([], at(25, 0)).fps).toEqual({ num: 25, den: 1 })
    expect(chooseFrameGrid([{ num: 50, den: 1 }], at(25, 1)).fps).toEqual({ num: 50, den: 1 })
    expect(chooseFrameGrid([{ num: 1e12, den: 7 }], Float64Array.of(3, 3, 3)).fps).toEqual({ num: 25, den: 1 })
  })

  it('always gives a positive rate whose frame numbers stay exact over two hours', () => {
    const claim = fc.record({ num: fc.nat(), den: fc.nat() })
    const times = fc.array(fc.double({ min: 0, max: 7200, noNaN: true }), { maxLength: 60 })
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 3 }), times, (claims, values) => {
        const { fps } = chooseFrameGrid(claims, Float64Array.from(values).sort())
        expect(fpsValue(fps)).toBeGreaterThan(0)
        expect(Number.isInteger(fps.num) && Number.isInteger(fps.den)).toBe(true)
      }),
    )
  })
})
