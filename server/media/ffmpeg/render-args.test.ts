import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sourceOf, videoOf } from '@/server/testing/framing-scene'
import { framesEdit, framingOf, quickPlan } from '@/server/testing/marked-footage'
import type { CameraKeyframe } from '../types'
import { planCrops } from './crop-segments'
import { planFit } from './fit-layout'
import { findUnguardedInput } from './guarded-input'
import { choosePoster } from './poster-choice'
import { mixArgs, renderArgs } from './render-args'
import { renderPlanSchema } from './render-plan'
import { readSourceSignal } from './source-signal'
import { editFrames, planWindows, seekTo } from './source-windows'
import { verifyOutput } from './verify-output'

const source = sourceOf({
  durationMs: 600_000,
  video: videoOf(1280, 720),
  audio: [
    { index: 1, codec: 'aac', channels: 2, sampleRateHz: 48000, language: null, title: null, isDefault: true },
    { index: 2, codec: 'aac', channels: 2, sampleRateHz: 48000, language: null, title: null, isDefault: false },
  ],
  audioIndex: 1,
})
const fps = { num: 25, den: 1 }
const signal = { matrix: null, isFullRange: false, isInterlaced: false }
const gain = { gainDb: 2, ceilingDb: -3.2, expectedLufs: -14 }
const input = { path: '/data/objects/sources/abc.mp4', demuxer: 'mov' } as const
const mix = { path: '/data/work/1/mix.wav', demuxer: 'wav' } as const
const plan = quickPlan(source, { startMs: 1000, endMs: 5000 })

describe('a render plan', () => {
  it('survives storage unchanged', () => {
    expect(renderPlanSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
  })

  it('gives the same arguments every time', () => {
    const files = { input, mix, output: 'clip.mp4' }
    expect(renderArgs(plan, files, { signal, gain })).toEqual(renderArgs(plan, files, { signal, gain }))
  })

  it('opens nothing but guarded inputs, and takes the chosen sound track', () => {
    const args = renderArgs(plan, { input, mix, output: 'clip.mp4' }, { signal, gain }).args
    const mixing = mixArgs(plan, input, 'mix.wav')?.args ?? []
    expect(findUnguardedInput(args)).toBeNull()
    expect(findUnguardedInput(mixing)).toBeNull()
    expect(mixing.join(' ')).toContain('[0:2]')
  })

  it('keeps what people wrote out of the arguments', () => {
    const captions = { style: 'x', cues: [], ass: "Dialogue: ';movie=/etc/passwd", fonts: [] }
    const run = renderArgs(
      { ...plan, captions, title: 'movie=/etc/passwd' },
      { input, mix, output: 'c.mp4' },
      { signal, gain },
    )
    expect(run.args.join(' ')).not.toContain('passwd')
    expect(run.files.get('captions.ass')).toBe(captions.ass)
  })
})

describe('inputs', () => {
  it('are shared by ranges that lie close and separate for a far jump', () => {
    const edit = framesEdit(
      [
        [0, 50],
        [100, 150],
        [5000, 5050],
        [5060, 5100],
      ],
      fps,
    )
    const windows = planWindows(editFrames(edit, fps), fps)
    expect(windows.map((window) => window.ranges.length)).toEqual([2, 2])
  })

  it('are never more than a few, and hold every range once, in order', () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 90 })), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(gaps, (steps) => {
        let at = 0
        const ranges = steps.map(([gap, length]) => {
          const startFrame = at + gap
          at = startFrame + length
          return { startFrame, endFrame: at }
        })
        const windows = planWindows(ranges, fps)
        expect(windows.flatMap((window) => window.ranges)).toEqual(ranges)
        expect(windows.length).toBeLessThanOrEqual(6)
        expect(windows.every((window) => window.ranges.length > 0)).toBe(true)
      }),
    )
  })

  it('without an index are entered early enough to meet a key frame', () => {
    expect(seekTo(100, 'mov')).toEqual({ args: ['-noaccurate_seek', '-ss', '100.000000'], leadSeconds: 0 })
    expect(seekTo(100, 'mpegts').leadSeconds).toBe(12)
    expect(seekTo(5, 'mpegts')).toEqual({ args: [], leadSeconds: 5 })
  })
})

describe('crops', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const cameras = fc
    .array(fc.record({ gap: fc.integer({ min: 1, max: 900 }), x: share, y: share, isCut: fc.boolean() }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((steps) => {
      let tMs = 0
      return steps.map(({ gap, x, y, isCut }): CameraKeyframe => {
        tMs += gap
        const box = { tMs, x: x * 0.6, y: y * 0.2, w: 0.4, h: 0.8 }
        return isCut ? { ...box, cut: true } : box
      })
    })

  it('never leave the frame, and tile the clip without a gap', () => {
    fc.assert(
      fc.property(cameras, fc.integer({ min: 1, max: 200 }), (camera, frames) => {
        const segments = planCrops(
          framingOf(camera),
          { widthPx: 853, heightPx: 480 },
          [{ startFrame: 3, endFrame: 3 + frames }],
          fps,
        )
        expect(segments[0]?.startFrame).toBe(0)
        expect(segments.at(-1)?.endFrame).toBe(frames)
        expect(segments.slice(1).map((each) => each.startFrame)).toEqual(
          segments.slice(0, -1).map((each) => each.endFrame),
        )
        for (const { moves, startFrame, widthPx, heightPx } of segments) {
          expect(moves[0]?.frame).toBe(startFrame)
          const isInside = moves.every(
            ({ xPx, yPx }) => xPx >= 0 && yPx >= 0 && xPx + widthPx <= 853 && yPx + heightPx <= 480,
          )
          expect(isInside).toBe(true)
        }
      }),
    )
  })

  it('fill the output where they have its shape, whatever rounding did to them', () => {
    const output = { widthPx: 1080, heightPx: 1920 }
    expect(planFit({ widthPx: 406, heightPx: 720 }, output)).toBeNull()
    expect(planFit({ widthPx: 26, heightPx: 48 }, output)).toBeNull()
    expect(planFit({ widthPx: 1280, heightPx: 720 }, output)?.foreground).toEqual({
      widthPx: 1080,
      heightPx: 608,
      xPx: 0,
      yPx: 656,
    })
  })

  it('of another shape are shown whole, inside the output, over a blur that covers it', () => {
    const px = fc.integer({ min: 1, max: 1000 }).map((half) => 2 * half)
    fc.assert(
      fc.property(px, px, (widthPx, heightPx) => {
        const output = { widthPx: 1080, heightPx: 1920 }
        const fit = planFit({ widthPx, heightPx }, output)
        fc.pre(fit !== null)
        const { foreground, background, blurred } = fit ?? unreachable()
        expect(foreground.xPx + foreground.widthPx).toBeLessThanOrEqual(1080)
        expect(foreground.yPx + foreground.heightPx).toBeLessThanOrEqual(1920)
        expect(Math.min(foreground.xPx, foreground.yPx)).toBe(0)
        expect(background.widthPx).toBeGreaterThanOrEqual(blurred.widthPx)
        expect(background.heightPx).toBeGreaterThanOrEqual(blurred.heightPx)
      }),
    )
  })
})

describe('verification', () => {
  const video = {
    ...{ codec_type: 'video', codec_name: 'h264', profile: 'High', pix_fmt: 'yuv420p', color_space: 'bt709' },
    ...{ width: 216, height: 384, sample_aspect_ratio: '1:1', r_frame_rate: '25/1', nb_frames: '100' },
    ...{ start_time: '0.000000', duration: '4.000000' },
  }
  const audio = {
    ...{ codec_type: 'audio', codec_name: 'aac', profile: 'LC', sample_rate: '48000', channels: 2 },
    ...{ start_time: '0.000000', duration: '4.000000' },
  }
  const facts = {
    probe: { streams: [video, audio] },
    loudness: { integratedLufs: -14.2, truePeakDb: -2.5, rangeLu: 3 },
    gain,
    firstPicture: { mean: 90, deviation: 40 },
    sourcePicture: null,
  }
  const black = { mean: 0, deviation: 0.2 }
  const failures = (changes: object) =>
    verifyOutput(plan, { ...facts, ...changes }).flatMap((check) => (check.ok ? [] : [check.name]))
  const streams = (changedVideo: object, changedAudio: object = {}) => ({
    probe: {
      streams: [
        { ...video, ...changedVideo },
        { ...audio, ...changedAudio },
      ],
    },
  })

  it('passes what keeps every promise', () => expect(failures({})).toEqual([]))

  it.each([
    ['a missing frame', streams({ nb_frames: '99' }), ['frames']],
    ['another size', streams({ width: 218 }), ['size']],
    ['sound that starts late', streams({}, { start_time: '0.025' }), ['audio starts with video']],
    ['sound that ends early', streams({}, { duration: '3.9' }), ['audio ends with video']],
    ['other pixels', streams({ pix_fmt: 'yuv444p' }), ['pixel format']],
    ['a black first frame', { firstPicture: black, sourcePicture: { mean: 12, deviation: 2 } }, ['first frame']],
    ['a black first frame of a drawn picture', { firstPicture: black }, ['first frame']],
    ['a clip that came out quiet', { loudness: { integratedLufs: -15, truePeakDb: -4, rangeLu: 3 } }, ['loudness']],
    ['a peak too high', { loudness: { integratedLufs: -14, truePeakDb: -1.9, rangeLu: 3 } }, ['true peak']],
  ])('names %s', (_, changes, names) => expect(failures(changes)).toEqual(names))

  it.each([
    ['black, and so is its crop of the source', { firstPicture: black, sourcePicture: black }],
    ['nearly black with something in it', { firstPicture: { mean: 1, deviation: 4 }, sourcePicture: null }],
    ['at the start of a fade from black', { firstPicture: black, sourcePicture: { mean: 3, deviation: 3 } }],
  ])('takes a first frame that is %s', (_, changes) => expect(failures(changes)).toEqual([]))

  it('fails on a file that can not be read, and does not throw', () => {
    expect(failures({ probe: 'nonsense' }).length).toBeGreaterThan(5)
  })
})

describe('the poster', () => {
  const picture = (tMs: number, draw: (index: number) => number) => ({
    tMs,
    widthPx: 40,
    luma: Uint8Array.from({ length: 1600 }, (_, index) => draw(index)),
  })

  it('is sharp and bright rather than dark, flat or soft', () => {
    const dark = picture(0, () => 5)
    const flat = picture(1000, () => 128)
    const soft = picture(2000, (index) => 80 + (index % 40))
    const sharp = picture(3000, (index) => (Math.floor(index / 3) % 2 === 0 ? 60 : 180))
    expect(choosePoster(plan, [dark, flat, soft, sharp])).toBe(3)
  })

  it('has a defined answer without samples', () => expect(choosePoster(plan, [])).toBe(0))
})

describe('the signal', () => {
  it('is what the file says, and nothing where it says nothing known', () => {
    const probe = (stream: object) => ({ streams: [{ index: 0, ...stream }] })
    expect(readSourceSignal(probe({ color_space: 'smpte170m', color_range: 'pc', field_order: 'tt' }), 0)).toEqual({
      matrix: 'smpte170m',
      isFullRange: true,
      isInterlaced: true,
    })
    expect(readSourceSignal(probe({ color_space: 'reserved; movie=x' }), 0)).toEqual(signal)
    expect(readSourceSignal(null, 0)).toEqual(signal)
  })
})

const unreachable = (): never => {
  throw new Error('The precondition above holds.')
}
