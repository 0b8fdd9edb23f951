import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationMs, snapToFrame, totalMs } from '../time'
import type { AudioFeatures, Rational, Word } from '../types'
import { clipFps } from './clip-fps'
import { editDurationMs, wordsInEdit } from './map-time'
import { type EditInput, planEdit } from './plan-edit'

const hopMs = 32
const rates: readonly Rational[] = [
  { num: 25, den: 1 },
  { num: 30000, den: 1001 },
  { num: 24000, den: 1001 },
  { num: 60, den: 1 },
  { num: 120, den: 1 },
]

/** Sound as these words would make it: speech at -20 dB where one is said, a room at -60 dB elsewhere. */
const soundOf = (words: readonly Word[], lengthMs: number): AudioFeatures => {
  const hops = Math.ceil(lengthMs / hopMs)
  const spoken = (hop: number) => words.some((word) => word.startMs < (hop + 1) * hopMs && word.endMs > hop * hopMs)
  const voice = Float32Array.from({ length: hops }, (_, hop) => (spoken(hop) ? 0.95 : 0.02))
  return {
    hopMs,
    levelDb: voice.map((probability) => (probability > 0.5 ? -20 : -60)),
    voice,
    flux: new Float32Array(hops),
    laughter: new Float32Array(hops),
  }
}

const say = (script: readonly (readonly [text: string, gapMs: number, lengthMs: number])[]): Word[] => {
  let at = 0
  return script.map(([text, gapMs, lengthMs]) => {
    const startMs = at + gapMs
    at = startMs + lengthMs
    return { text, startMs, endMs: at, confidence: 1 }
  })
}

const plan = (words: readonly Word[], changes: Partial<EditInput> = {}) => {
  const endMs = (words.at(-1)?.endMs ?? 0) + 400
  return planEdit({
    range: { startMs: 0, endMs },
    words,
    features: soundOf(words, endMs),
    fps: { num: 25, den: 1 },
    removeSilence: true,
    removeFillers: true,
    language: 'en',
    ...changes,
  })
}

const texts = (words: readonly Word[], edit: ReturnType<typeof planEdit>) =>
  wordsInEdit(words, edit)
    .map((word) => word.text)
    .join(' ')

describe('an edit without removal', () => {
  it('is the range itself, grown to whole frames', () => {
    const edit = plan([], { range: { startMs: 1010, endMs: 2001 }, removeSilence: false, removeFillers: false })
    expect(edit).toEqual({ ranges: [{ startMs: 1000, endMs: 2040 }], removed: [] })
  })

  it('keeps at least one frame of an empty range', () => {
    const edit = plan([], { range: { startMs: 1000, endMs: 1000 }, removeSilence: false, removeFillers: false })
    expect(edit.ranges).toEqual([{ startMs: 1000, endMs: 1040 }])
  })

  it('does not reach past the last frame of the source', () => {
    const edit = plan([], { range: { startMs: 0, endMs: 9000 }, durationMs: 4000, removeSilence: false })
    expect(edit.ranges).toEqual([{ startMs: 0, endMs: 4000 }])
  })
})

describe('silence removal', () => {
  const words = say([
    ['We', 100, 200],
    ['stopped.', 50, 400],
    ['Then', 2000, 300],
    ['it', 400, 100],
    ['worked.', 40, 400],
  ])

  it('shortens long pauses, leaves rhythm alone and loses no word', () => {
    const edit = plan(words)
    expect(edit.removed).toHaveLength(1)
    expect(texts(words, edit)).toBe('We stopped. Then it worked.')
    const [, stopped, then] = wordsInEdit(words, edit)
    const pauseMs = (then?.startMs ?? 0) - (stopped?.endMs ?? 0)
    expect(pauseMs).toBeGreaterThanOrEqual(280)
    expect(pauseMs).toBeLessThanOrEqual(460)
  })

  it('keeps a pause that has music or laughter in it', () => {
    const features = soundOf(words, 6000)
    const loud = features.levelDb.map(() => -22)
    expect(plan(words, { features: { ...features, levelDb: loud } }).removed).toEqual([])
  })

  it('keeps a clip in which nobody speaks as it is', () => {
    const edit = plan([], { range: { startMs: 0, endMs: 4000 }, features: soundOf([], 4000) })
    expect(edit).toEqual({ ranges: [{ startMs: 0, endMs: 4000 }], removed: [] })
  })

  it('does nothing without sound', () => {
    expect(plan(words, { features: null, removeFillers: false }).ranges).toHaveLength(1)
  })
})

describe('filler removal', () => {
  const sentence = say([
    ['I', 100, 150],
    ['um', 200, 300],
    ['think', 250, 300],
    ['umbrellas', 60, 500],
    ['are,', 40, 250],
    ['like,', 300, 250],
    ['great', 300, 300],
    ['I', 40, 100],
    ['like', 40, 200],
    ['them.', 40, 300],
  ])

  it('takes out hesitations and set-off phrases, and leaves the same words in use', () => {
    const edit = plan(sentence)
    expect(texts(sentence, edit)).toBe('I think umbrellas are, great I like them.')
    expect(edit.removed.map((cut) => cut.text)).toEqual(['um', 'like,'])
  })

  it('takes a run of fillers as one', () => {
    const words = say([
      ['So', 100, 300],
      ['um,', 200, 200],
      ['you', 200, 100],
      ['know,', 20, 180],
      ['yes.', 300, 300],
    ])
    expect(plan(words).removed.map((cut) => cut.text)).toEqual(['um, you know,'])
  })

  it('never cuts into a neighbour that touches the filler', () => {
    const words = say([
      ['and', 100, 300],
      ['uh', 0, 210],
      ['then', 0, 300],
    ])
    const edit = plan(words)
    expect(wordsInEdit(words, edit).map((word) => word.endMs - word.startMs)).toEqual([300, 300])
    expect(texts(words, edit)).toBe('and then')
  })

  it.each([
    ['de', 'Er geht um acht', 'Er geht um acht'],
    ['pt', 'um dia um homem', 'um dia um homem'],
    ['de', 'das ist ähm gut', 'das ist gut'],
    ['fr', 'je euh pense', 'je pense'],
    ['xx', 'um well er', 'um well er'],
  ])('knows what is a word in %s: "%s"', (language, said, kept) => {
    const words = say(said.split(' ').map((text) => [text, 200, 300] as const))
    expect(texts(words, plan(words, { language }))).toBe(kept)
  })
})

describe('any edit', () => {
  const scripts = fc.array(
    fc.tuple(
      fc.constantFrom('um', 'uh,', 'like', 'so', 'word', 'end.', 'you', 'know'),
      fc.integer({ min: 0, max: 1800 }),
      fc.integer({ min: 40, max: 700 }),
    ),
    { minLength: 1, maxLength: 30 },
  )
  const cases = fc.record({ script: scripts, fps: fc.constantFrom(...rates), from: fc.nat(3000) })

  it('keeps a filler as a word when it is too short for a whole frame around its middle', () => {
    const words = say([
      ['um', 337, 46],
      ['end.', 0, 40],
    ])
    const edit = plan(words, { fps: { num: 25, den: 1 }, removeFillers: true })
    expect(edit.removed).toEqual([])
    expect(wordsInEdit(words, edit)).toHaveLength(2)
  })

  it('keeps every word that is not a removed filler, whole and in order', () => {
    fc.assert(
      fc.property(cases, ({ script, fps }) => {
        const words = say(script)
        const edit = plan(words, { fps })
        const fillers = edit.removed.flatMap((cut) => (cut.text === '' ? [] : cut.text.split(' '))).length
        const kept = wordsInEdit(words, edit)
        expect(kept).toHaveLength(words.length - fillers)
        const lengths = new Map(words.map((word) => [word.text + durationMs(word), true]))
        expect(kept.every((word) => lengths.has(word.text + durationMs(word)))).toBe(true)
      }),
    )
  })

  it('tiles its span with kept and removed ranges, every edge on a frame, no piece a flash', () => {
    fc.assert(
      fc.property(cases, ({ script, fps, from }) => {
        const words = say(script)
        const endMs = (words.at(-1)?.endMs ?? 0) + 1 + from
        const edit = plan(words, { fps, range: { startMs: from, endMs } })
        const tiles = [...edit.ranges, ...edit.removed].sort((a, b) => a.startMs - b.startMs)
        expect(tiles.slice(1).map((tile) => tile.startMs)).toEqual(tiles.slice(0, -1).map((tile) => tile.endMs))
        expect(tiles.every((tile) => durationMs(tile) > 0)).toBe(true)
        const edges = tiles.flatMap((tile) => [tile.startMs, tile.endMs])
        expect(edges.map((ms) => snapToFrame(ms, clipFps(fps)))).toEqual(edges)
        expect(totalMs(edit.ranges)).toBe(editDurationMs(edit))
        const wordless = edit.ranges.filter(
          (range) => !words.some((word) => word.startMs < range.endMs && word.endMs > range.startMs),
        )
        expect(edit.removed.length === 0 || wordless.every((range) => durationMs(range) >= 250)).toBe(true)
      }),
    )
  })

  it('gives the same edit for the same input', () => {
    fc.assert(
      fc.property(cases, ({ script, fps }) => {
        expect(plan(say(script), { fps })).toEqual(plan(say(script), { fps }))
      }),
    )
  })
})
