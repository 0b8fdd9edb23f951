import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderArgs } from '@/server/media/ffmpeg/render-args'
import type { RenderPlan } from '@/server/media/ffmpeg/render-plan'
import { readSourceSignal } from '@/server/media/ffmpeg/source-signal'
import { frameToMs } from '@/server/media/time'
import { probeSource } from '@/server/projects/probe-source'
import { makeMedia } from '@/server/testing/make-media'
import {
  framesEdit,
  framingOf,
  lossless,
  markedPicture,
  quickPlan,
  readGreyFrames,
  readMark,
} from '@/server/testing/marked-footage'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { layOutFiles } from './lay-out-files'

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
})
afterAll(() => test.close())

const silence = { gainDb: 0, ceilingDb: null, expectedLufs: null }
/** The crop's own size as output: nothing is scaled, so every pixel can be compared. */
const size = { widthPx: 102, heightPx: 180 }
const crop = { y: 0, w: 102 / 320, h: 1 }

/** Runs the product's own graph with a lossless encoder and reads every picture's mark. */
const renderMarks = async (file: string, planOf: (source: RenderPlan['source']) => RenderPlan) => {
  const { source, input } = await probeSource(test.ctx, { path: file })
  const plan = planOf(source)
  const signal = readSourceSignal(await test.ctx.ports.mediaTool.probe(input), source.video?.index ?? 0)
  const work = await test.ctx.ports.artifacts.openWorkDir('marks')
  const run = renderArgs(plan, { input, mix: null, output: 'out.mp4' }, { signal, gain: silence }, lossless)
  await layOutFiles(work.path, run, [])
  await test.ctx.ports.mediaTool.run({ args: run.args, workDir: work.path, timeoutMs: 120_000 })
  const frames = await readGreyFrames(`${work.path}/out.mp4`, plan.size.widthPx, plan.size.heightPx)
  await work.release()
  return frames.map((luma) => readMark(luma, plan.size.widthPx))
}

const spans = (ranges: readonly (readonly [number, number])[]) =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index))

describe('frames of a clip', () => {
  it.each([
    ['25', 25, 1, 'a.mp4'],
    ['30000/1001', 30000, 1001, 'a.mp4'],
    ['60', 60, 1, 'a.mp4'],
    ['24000/1001', 24000, 1001, 'a.mkv'],
    ['30000/1001', 30000, 1001, 'a.mkv'],
    ['30000/1001', 30000, 1001, 'a.ts'],
  ])("are exactly the edit's, at %s frames per second (%#)", async (rate, num, den, name) => {
    const file = await makeMedia(test.dir, name, [
      ...markedPicture({ rate, seconds: (240 * den) / num }),
      ...lossless,
      ...['-g', '60'],
    ])
    const ranges = [
      [37, 61],
      [80, 81],
      [95, 140],
      [190, 233],
    ] as const
    const marks = await renderMarks(file, (source) => {
      expect(source.video?.fps).toEqual({ num, den })
      const camera = [{ tMs: 0, x: 0.1, ...crop }]
      return quickPlan(
        source,
        { startMs: 0, endMs: 1000 },
        {
          edit: framesEdit(ranges, { num, den }),
          framing: framingOf(camera),
          size,
        },
      )
    })
    expect(marks.map((mark) => mark.frame)).toEqual(spans(ranges))
  })

  it('come from a far part of the file through a seek of its own', async () => {
    const file = await makeMedia(test.dir, 'far.mp4', [
      ...markedPicture({ rate: '10', seconds: 60 }),
      ...lossless,
      ...['-g', '37'],
    ])
    const ranges = [
      [3, 20],
      [25, 31],
      [301, 333],
      [590, 600],
    ] as const
    const marks = await renderMarks(file, (source) =>
      quickPlan(
        source,
        { startMs: 0, endMs: 1000 },
        {
          edit: framesEdit(ranges, { num: 10, den: 1 }),
          framing: framingOf([{ tMs: 0, x: 0.1, ...crop }]),
          size,
        },
      ),
    )
    expect(marks.map((mark) => mark.frame)).toEqual(spans(ranges))
  })

  it('are every second one of a source above 60 frames per second', async () => {
    const file = await makeMedia(test.dir, 'fast.mp4', [...markedPicture({ rate: '120', seconds: 2 }), ...lossless])
    const marks = await renderMarks(file, (source) =>
      quickPlan(source, { startMs: 500, endMs: 1000 }, { framing: framingOf([{ tMs: 0, x: 0.1, ...crop }]), size }),
    )
    expect(marks.map((mark) => mark.frame)).toEqual(Array.from({ length: 30 }, (_, index) => 60 + 2 * index))
  })

  it('show what was on screen where the source holds one picture for seconds', async () => {
    const holes = "select='not(between(n,20,70))'"
    const file = await makeMedia(test.dir, 'holes.mkv', [
      ...markedPicture({ rate: '25', seconds: 6 }),
      ...['-vf', holes, '-fps_mode', 'vfr', ...lossless, '-g', '200'],
    ])
    const marks = await renderMarks(file, (source) =>
      quickPlan(
        source,
        { startMs: 0, endMs: 1000 },
        {
          fps: { num: 25, den: 1 },
          edit: framesEdit([[50, 75]], { num: 25, den: 1 }),
          framing: framingOf([{ tMs: 0, x: 0.1, ...crop }]),
          size,
        },
      ),
    )
    expect(marks.map((mark) => mark.frame)).toEqual([...Array(21).fill(19), 71, 72, 73, 74])
  })
})

describe('a clip from where the picture has ended and the sound goes on', () => {
  const sound = ['-f', 'lavfi', '-i', 'sine=d=9:sample_rate=48000', '-c:a', 'aac']
  const clipFrom = (startFrame: number, endFrame: number) => (source: RenderPlan['source']) =>
    quickPlan(
      source,
      { startMs: 0, endMs: 1000 },
      {
        edit: framesEdit([[startFrame, endFrame]], { num: 25, den: 1 }),
        framing: framingOf([{ tMs: 0, x: 0.1, ...crop }]),
        size,
      },
    )

  const framesOf = async (name: string, ranges: readonly (readonly [number, number])[]) => {
    const file = await makeMedia(test.dir, name, [
      ...markedPicture({ rate: '25', seconds: 3 }),
      ...sound,
      ...lossless,
      ...['-g', '50', '-bf', '2'],
    ])
    const shown: number[][] = []
    for (const [from, to] of ranges) shown.push((await renderMarks(file, clipFrom(from, to))).map((mark) => mark.frame))
    return shown
  }

  it.each(['ended.mkv', 'ended.ts', 'ended.flv'])('shows the last picture: %s', async (name) => {
    expect(await framesOf(name, [[150, 175]])).toEqual([Array(25).fill(74)])
  })

  it('shows the last picture from its own frame on, and the ones before it where they are', async () => {
    const ranges = [
      [72, 77],
      [74, 78],
      [75, 77],
      [200, 203],
    ] as const
    expect(await framesOf('ended.mp4', ranges)).toEqual([
      [72, 73, 74, 74, 74],
      [74, 74, 74, 74],
      [74, 74],
      [74, 74, 74],
    ])
  })
})

describe('the camera', () => {
  it('is exact to the pixel in every frame, moving, jumping and across cuts', async () => {
    const rate = { num: 30, den: 1 }
    const file = await makeMedia(test.dir, 'camera.mp4', [...markedPicture({ rate: '30', seconds: 8 }), ...lossless])
    const ranges = [
      [10, 100],
      [130, 200],
    ] as const
    const px = (x: number) => x / 320
    const camera = [
      { tMs: 0, x: px(5), ...crop },
      { tMs: frameToMs(40, rate), x: px(5), ...crop },
      { tMs: frameToMs(90, rate), x: px(155), ...crop },
      { tMs: frameToMs(135, rate), x: px(30), ...crop, cut: true as const },
      { tMs: frameToMs(195, rate), x: px(90), ...crop },
    ]
    const marks = await renderMarks(file, (source) =>
      quickPlan(
        source,
        { startMs: 0, endMs: 1000 },
        {
          edit: framesEdit(ranges, rate),
          framing: framingOf(camera),
          size,
        },
      ),
    )
    const expected = spans(ranges).map((frame) => ({ frame, xPx: cameraPx(frame) }))
    expect(marks).toEqual(expected)
  })

  it('changes its size only where it is told to, on the exact frame', async () => {
    const rate = { num: 30, den: 1 }
    const file = await makeMedia(test.dir, 'sizes.mp4', [...markedPicture({ rate: '30', seconds: 5 }), ...lossless])
    const narrow = { y: 0, w: 102 / 320, h: 1 }
    // Same output, wider crop: shown whole over its blurred self, so the frame number still stands in the middle.
    const camera = [
      { tMs: 0, x: 0.2, ...narrow },
      { tMs: frameToMs(30, rate), x: 0, y: 0, w: 1, h: 1, cut: true as const },
      { tMs: frameToMs(61, rate), x: 0.5, ...narrow, cut: true as const },
      { tMs: frameToMs(90, rate), x: 0.3, ...narrow, cut: true as const },
      { tMs: frameToMs(120, rate), x: 0.6, ...narrow },
    ]
    const marks = await renderMarks(file, (source) =>
      quickPlan(source, { startMs: 0, endMs: 5000 }, { framing: framingOf(camera), size }),
    )
    expect(marks).toHaveLength(150)
    const filled = [...marks.slice(0, 30), ...marks.slice(61)]
    expect(filled.map((mark) => mark.frame)).toEqual(
      spans([
        [0, 30],
        [61, 150],
      ]),
    )
    expect(filled.slice(0, 59).map((mark) => mark.xPx)).toEqual([...Array(30).fill(64), ...Array(29).fill(160)])
    expect(marks.slice(30, 61).every((mark) => mark.xPx !== 64 && mark.xPx !== 160)).toBe(true)
  })
})

/** The path of the first camera test, in pixels. */
const cameraPx = (frame: number): number => {
  const eased = Math.min(50, Math.max(0, frame - 40)) * 3
  return frame < 135 ? 5 + eased : 30 + Math.min(60, frame - 135)
}
