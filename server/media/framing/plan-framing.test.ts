import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editOf, sceneOf, shotsAt, trackOf, videoOf } from '@/server/testing/framing-scene'
import { outputSize } from '../aspect'
import { frameToMs, msToFrame } from '../time'
import type { CameraKeyframe, MsRange, Rational } from '../types'
import { cameraAt } from './camera-at'
import { type FramingInput, planFraming } from './plan-framing'

const rates: Rational[] = [
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 60, den: 1 },
]
const pictures = [
  [1920, 1080],
  [1280, 720],
  [3840, 2160],
  [1080, 1920],
  [176, 144],
  [720, 720],
] as const

const share = fc.double({ min: 0, max: 1, noNaN: true })
const clipMs = 12_000
const faceArb = fc.record({
  startMs: fc.integer({ min: 0, max: clipMs }),
  endMs: fc.integer({ min: 0, max: clipMs }),
  fromX: share,
  toX: share,
  y: share,
  height: fc.double({ min: 0.02, max: 0.9, noNaN: true }),
})
const rangeArb = fc.tuple(fc.integer({ min: 0, max: clipMs }), fc.integer({ min: 0, max: clipMs }))
const motionArb = fc.record({
  tMs: fc.integer({ min: 0, max: clipMs }),
  x: share,
  y: share,
  spread: share,
  amount: share,
})

const sceneArb: fc.Arbitrary<FramingInput> = fc
  .record({
    picture: fc.constantFrom(...pictures),
    fps: fc.constantFrom(...rates),
    aspect: fc.constantFrom('9:16', '1:1', '4:5', '16:9'),
    mode: fc.constantFrom('auto', 'focus', 'fit'),
    edges: fc.array(fc.integer({ min: 0, max: clipMs }), { maxLength: 6 }),
    shots: fc.array(fc.integer({ min: 1, max: clipMs - 1 }), { maxLength: 4 }),
    faces: fc.array(faceArb, { maxLength: 4 }),
    turns: fc.array(fc.tuple(rangeArb, fc.integer({ min: -1, max: 3 }), share), { maxLength: 6 }),
    motion: fc.array(motionArb, { maxLength: 20 }),
  })
  .map(({ picture, fps, aspect, mode, edges, shots, faces, turns, motion }) => {
    const sorted = edges.map((ms) => frameToMs(msToFrame(ms, fps), fps)).sort((a, b) => a - b)
    const ranges: [number, number][] = []
    for (let i = 0; i + 1 < sorted.length; i += 2) ranges.push([sorted[i] ?? 0, sorted[i + 1] ?? 0])
    return {
      video: videoOf(picture[0], picture[1], fps),
      aspect,
      mode,
      edit: editOf(...ranges),
      shots: shotsAt(0, ...[...new Set(shots)].sort((a, b) => a - b), clipMs),
      tracks: faces.map((face, i) => trackOf({ id: `t${i}`, ...face })),
      speakers: turns.map(([[a, b], track, confidence]) => ({
        startMs: Math.min(a, b),
        endMs: Math.max(a, b),
        track: track < 0 ? null : `t${track}`,
        confidence,
      })),
      motion: [...motion].sort((a, b) => a.tMs - b.tMs),
    }
  })

const keptFrames = ({ video, edit }: FramingInput): number[] =>
  edit.ranges.flatMap(({ startMs, endMs }) => {
    const fps = video.fps
    const first = msToFrame(startMs, fps)
    return Array.from({ length: Math.max(0, msToFrame(endMs, fps) - first) }, (_, i) => first + i)
  })

/** Stretches between cuts: the frame each keyframe is at, with its place. */
const takesOf = (camera: readonly CameraKeyframe[]): CameraKeyframe[][] => {
  const takes: CameraKeyframe[][] = []
  for (const keyframe of camera) {
    const open = keyframe.cut === true ? undefined : takes.at(-1)
    if (open === undefined) takes.push([keyframe])
    else open.push(keyframe)
  }
  return takes
}

const isIn = (tMs: number) => (range: MsRange) => tMs >= range.startMs && tMs < range.endMs

describe('planFraming', () => {
  const check = (property: (input: FramingInput) => void) =>
    fc.assert(
      fc.property(sceneArb, (input) => property(input)),
      { numRuns: 60 },
    )

  test('never crops outside the frame', () => {
    check((input) => {
      for (const { x, y, w, h } of planFraming(input).camera) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
        expect(Math.max(x + w, y + h)).toBeLessThanOrEqual(1 + 1e-12)
      }
    })
  })

  test('crops to the shape of the output, or shows the whole frame', () => {
    check((input) => {
      const { widthPx, heightPx } = outputSize[input.aspect]
      for (const { w, h } of planFraming(input).camera) {
        const shape = (w * input.video.widthPx) / (h * input.video.heightPx)
        const asWanted = Math.abs(shape / (widthPx / heightPx) - 1) < 1e-9
        expect(asWanted || (w === 1 && h === 1)).toBe(true)
      }
    })
  })

  test('keeps keyframes in order, on frames, inside the kept ranges; the first is jumped to', () => {
    check((input) => {
      const { camera, keyframes } = planFraming(input)
      const fps = input.video.fps
      const kept = new Set(keptFrames(input).map((frame) => frameToMs(frame, fps)))
      expect([...camera, ...keyframes].filter(({ tMs }) => !kept.has(tMs))).toEqual([])
      camera.slice(1).forEach((keyframe, i) => {
        expect(keyframe.tMs).toBeGreaterThan(camera[i]?.tMs ?? -1)
      })
      expect(camera.slice(0, 1).map(({ cut }) => cut)).toEqual(camera.slice(0, 1).map(() => true))
    })
  })

  test('never eases over a shot boundary or a join, and keeps one size between cuts', () => {
    check((input) => {
      for (const take of takesOf(planFraming(input).camera)) {
        const [first, last] = [take[0], take.at(-1)]
        const place = (tMs: number) => [
          input.edit.ranges.findIndex(isIn(tMs)),
          input.shots.filter((shot) => msToFrame(shot.startMs, input.video.fps) <= msToFrame(tMs, input.video.fps))
            .length,
        ]
        expect(place(last?.tMs ?? 0)).toEqual(place(first?.tMs ?? 0))
        expect(new Set(take.map(({ w, h }) => `${w} ${h}`)).size).toBe(1)
      }
    })
  })

  test('stays under its limits on speed and acceleration between cuts', () => {
    check((input) => {
      const { report } = planFraming(input)
      expect(report.maxSpeed).toBeLessThanOrEqual(0.12 + 1e-3)
      expect(report.maxAcceleration).toBeLessThanOrEqual(0.24 + 1e-3)
    })
  })

  test('has a cut or a small step from each frame to the next', () => {
    check((input) => {
      const { camera } = planFraming(input)
      const fps = input.video.fps
      const cuts = new Set(camera.filter(({ cut }) => cut === true).map(({ tMs }) => tMs))
      const frames = keptFrames(input)
      frames.slice(1).forEach((frame, i) => {
        const [before, after] = [
          cameraAt(camera, frameToMs(frames[i] ?? 0, fps)),
          cameraAt(camera, frameToMs(frame, fps)),
        ]
        const step = Math.max(Math.abs(after.x - before.x), Math.abs(after.y - before.y), Math.abs(after.w - before.w))
        expect(cuts.has(frameToMs(frame, fps)) || step <= (0.13 * 16) / 9 / 10).toBe(true)
      })
    })
  })

  test('changes layout at most once in 4 s in Auto', () => {
    check((input) => {
      const { keyframes } = planFraming({ ...input, mode: 'auto', edit: editOf([0, clipMs]) })
      const changes = keyframes.filter((keyframe, i) => i > 0 && keyframe.mode !== keyframes[i - 1]?.mode)
      changes.slice(1).forEach((change, i) => {
        expect(change.tMs - (changes[i]?.tMs ?? 0)).toBeGreaterThanOrEqual(4000 - 50)
      })
    })
  })

  test('gives the same plan for the same input', () => {
    check((input) => {
      expect(planFraming(structuredClone(input))).toEqual(planFraming(input))
    })
  })

  test('has an answer without anything: no range, an empty range, one frame', () => {
    expect(planFraming(sceneOf({ edit: editOf() })).camera).toEqual([])
    expect(planFraming(sceneOf({ edit: editOf([400, 400]) })).camera).toEqual([])
    expect(planFraming(sceneOf({ edit: editOf([400, 440]), mode: 'focus' })).camera).toHaveLength(1)
    expect(planFraming(sceneOf({ shots: [], mode: 'focus' })).camera[0]).toMatchObject({
      tMs: 0,
      cut: true,
      y: 0,
      h: 1,
    })
  })

  test('shows nearly all of a vertical source', () => {
    const plan = planFraming(sceneOf({ video: videoOf(1080, 1920) }))
    expect(plan.camera[0]).toMatchObject({ x: 0, y: 0, w: 1, h: 1 })
    expect(plan.mode).toBe('focus')
  })

  test('does not follow a face into the next shot', () => {
    const plan = planFraming(
      sceneOf({
        mode: 'focus',
        shots: shotsAt(0, 5000, 10_000),
        tracks: [trackOf({ id: 'a', startMs: 0, endMs: 5000, fromX: 0.8, toX: 0.8 })],
      }),
    )
    expect(cameraAt(plan.camera, 4960).x).toBeGreaterThan(0.6)
    expect(cameraAt(plan.camera, 5000).x).toBeCloseTo(0.342, 3)
  })

  test('does not switch for an interjection shorter than 0.6 s', () => {
    const plan = planFraming(
      twoPeople([
        [0, 4000, 'a'],
        [4000, 4500, 'b'],
        [4500, 10_000, 'a'],
      ]),
    )
    expect(plan.camera.filter(({ cut }) => cut === true)).toHaveLength(1)
  })

  test('holds every subject for 1.2 s, however fast the turns', () => {
    const turns = Array.from({ length: 14 }, (_, i) => [i * 700, i * 700 + 700, i % 2 === 0 ? 'a' : 'b'] as const)
    const cuts = planFraming(twoPeople(turns)).camera.filter(({ cut }) => cut === true)
    cuts.slice(1).forEach((cut, i) => {
      expect(cut.tMs - (cuts[i]?.tMs ?? 0)).toBeGreaterThanOrEqual(1200)
    })
  })

  test('frames two people who fit together as one where turns alternate quickly', () => {
    const turns = Array.from({ length: 14 }, (_, i) => [i * 700, i * 700 + 700, i % 2 === 0 ? 'a' : 'b'] as const)
    const plan = planFraming({ ...twoPeople(turns), aspect: '1:1', tracks: pairAt(0.35, 0.65) })
    expect(plan.camera.filter(({ cut }) => cut === true)).toHaveLength(1)
    expect(plan.report.speakerInFrame).toBe(1)
  })

  test('comes closer to a small face as far as the pixels allow', () => {
    const small = { id: 'a', startMs: 0, endMs: 10_000, fromX: 0.5, toX: 0.5, height: 0.08, y: 0.3 }
    const of4k = planFraming(sceneOf({ video: videoOf(3840, 2160), tracks: [trackOf(small)], mode: 'focus' }))
    expect(of4k.report.upscaling).toBeCloseTo(1.5, 2)
    expect(of4k.report.warnings).toEqual([])
    const of1080 = planFraming(sceneOf({ tracks: [trackOf(small)], mode: 'focus' }))
    expect(of1080.camera[0]?.h).toBe(1)
    expect(of1080.report.warnings.join()).toContain('enlarged 1.8 times')
  })

  test('puts the eyes a little above the middle of a closer crop', () => {
    const face = { id: 'a', startMs: 0, endMs: 10_000, fromX: 0.5, toX: 0.5, height: 0.12, y: 0.4 }
    const box = planFraming(sceneOf({ video: videoOf(3840, 2160), tracks: [trackOf(face)], mode: 'focus' })).camera[0]
    const eyes = (0.4 + 0.4 * 0.12 - (box?.y ?? 0)) / (box?.h ?? 1)
    expect(Math.abs(eyes - 0.36)).toBeLessThanOrEqual(0.04)
  })

  test.each(['auto', 'focus', 'fit'] as const)('never shows a black bar (%s)', (mode) => {
    const bounds = { x: 0, y: 140 / 1080, w: 1, h: 800 / 1080 }
    check((input) => {
      for (const { x, y, w, h } of planFraming({ ...input, mode, bounds, video: videoOf(1920, 1080) }).camera) {
        expect(Math.min(x - bounds.x, y - bounds.y)).toBeGreaterThanOrEqual(-1e-9)
        expect(Math.max(x + w - bounds.x - bounds.w, y + h - bounds.y - bounds.h)).toBeLessThanOrEqual(1e-9)
      }
    })
  })

  test('fills the frame with a phone video that stands between bars', () => {
    const bounds = { x: 656 / 1920, y: 0, w: 608 / 1920, h: 1 }
    const plan = planFraming(
      sceneOf({ bounds, tracks: [trackOf({ id: 'a', startMs: 0, endMs: 10_000, fromX: 0.4, toX: 0.6 })] }),
    )
    expect(plan.camera.every(({ x, w }) => x >= bounds.x - 1e-9 && Math.abs(w - bounds.w) < 0.002)).toBe(true)
    expect(plan.mode).toBe('focus')
  })

  test.each([
    ['whole where only somebody unseen speaks', [[0, 9000, null]], 'fit', 'somebody unseen speaks'],
    [
      'close where the face speaks after a voice before it',
      [
        [0, 6000, null],
        [6000, 10_000, 'a'],
      ],
      'focus',
      'follows the person',
    ],
    ['close where nobody speaks', [], 'focus', 'nobody is known to speak'],
  ] as const)('shows one still face %s', (_, turns, mode, reason) => {
    const plan = planFraming(
      sceneOf({
        tracks: [trackOf({ id: 'a', startMs: 0, endMs: 10_000, fromX: 0.7, toX: 0.7 })],
        speakers: turns.map(([startMs, endMs, track]) => ({ startMs, endMs, track, confidence: 0.9 })),
      }),
    )
    expect(plan.mode).toBe(mode)
    expect(plan.keyframes[0]?.reason).toContain(reason)
  })

  test('shows a shot whole in Auto, and says why, where a crop would cut the face', () => {
    const wide = { id: 'a', startMs: 0, endMs: 10_000, fromX: 0.5, toX: 0.5, height: 0.95, y: 0 }
    const plan = planFraming(sceneOf({ tracks: [trackOf(wide)] }))
    expect(plan.mode).toBe('fit')
    expect(plan.keyframes[0]?.reason).toContain('the edge cuts a face')
    expect(plan.report.faceFullyInside).toBe(1)
  })
})

const pairAt = (a: number, b: number) => [
  trackOf({ id: 'a', startMs: 0, endMs: 10_000, fromX: a, toX: a, height: 0.2 }),
  trackOf({ id: 'b', startMs: 0, endMs: 10_000, fromX: b, toX: b, height: 0.2 }),
]

const twoPeople = (turns: readonly (readonly [number, number, string])[]): FramingInput =>
  sceneOf({
    mode: 'focus',
    tracks: pairAt(0.2, 0.8),
    speakers: turns.map(([startMs, endMs, track]) => ({ startMs, endMs, track, confidence: 1 })),
  })
