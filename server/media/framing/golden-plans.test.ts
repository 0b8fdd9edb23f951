import { describe, expect, test } from 'vitest'
import { editOf, sceneOf, shotsAt, trackOf } from '@/server/testing/framing-scene'
import type { MotionSample } from '../types'
import brollIsShownWhole from './golden/broll-is-shown-whole.json'
import stillTalker from './golden/still-talker.json'
import twoSpeakers from './golden/two-speakers.json'
import walker from './golden/walker.json'
import { type FramingInput, planFraming } from './plan-framing'

type Golden = {
  readonly sentence: string
  readonly seconds: number
  readonly shotsMs?: readonly number[]
  readonly keptMs?: readonly (readonly number[])[]
  readonly faces?: readonly { id: string; startMs: number; endMs: number; fromX: number; toX: number }[]
  readonly turns?: readonly { startMs: number; endMs: number; track: string }[]
  readonly motion?: { readonly everyMs: number; readonly xs: readonly number[]; readonly spread: number }
  readonly plan: {
    readonly mode: string
    readonly keyframes: readonly { tMs: number; mode: string; reason: string }[]
    /** Stretches between cuts: where each begins and ends, and how often the camera starts to move in it. */
    readonly takes: readonly { fromMs: number; fromX: number; toX: number; moves: number }[]
  }
}

const inputOf = (golden: Golden): FramingInput => {
  const endMs = golden.seconds * 1000
  const motion: MotionSample[] = (golden.motion?.xs ?? []).map((x, i) => ({
    tMs: i * (golden.motion?.everyMs ?? 200),
    x,
    y: 0.5,
    spread: golden.motion?.spread ?? 0,
    amount: 0.2,
  }))
  return sceneOf({
    edit: editOf(...(golden.keptMs ?? [[0, endMs]]).map(([from, to]) => [from ?? 0, to ?? 0] as const)),
    shots: shotsAt(...(golden.shotsMs ?? [0, endMs])),
    tracks: (golden.faces ?? []).map(trackOf),
    speakers: (golden.turns ?? []).map((turn) => ({ ...turn, confidence: 0.9 })),
    motion,
  })
}

const summaryOf = (input: FramingInput): Golden['plan'] => {
  const { mode, keyframes, camera } = planFraming(input)
  const starts = camera.flatMap(({ cut }, i) => (cut === true ? [i] : []))
  return {
    mode,
    keyframes: keyframes.map(({ tMs, mode, reason }) => ({ tMs, mode, reason })),
    takes: starts.map((start, i) => {
      const take = camera.slice(start, starts[i + 1] ?? camera.length)
      const isMoving = take.slice(1).map(({ x }, k) => Math.abs(x - (take[k]?.x ?? x)) > 1e-6)
      return {
        fromMs: take[0]?.tMs ?? 0,
        fromX: Math.round((take[0]?.x ?? 0) * 1000) / 1000,
        toX: Math.round((take.at(-1)?.x ?? 0) * 1000) / 1000,
        moves: isMoving.filter((moving, k) => moving && isMoving[k - 1] !== true).length,
      }
    }),
  }
}

describe('golden plans', () => {
  const goldens: Golden[] = [stillTalker, walker, twoSpeakers, brollIsShownWhole]
  test.each(goldens.map((golden) => [golden.sentence, golden] as const))('%s', (_, golden) => {
    expect(summaryOf(inputOf(golden))).toEqual(golden.plan)
  })
})
