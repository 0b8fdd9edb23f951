import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Word } from '../types'
import { captionStyleIds, captionStyles, planCaptions, planSubtitles, toSrt, toVtt } from './index'
import { blockCentres, placeBlocks } from './place-block'

const size = { widthPx: 1080, heightPx: 1920 }
const editOf = (endMs: number) => ({ ranges: [{ startMs: 0, endMs }], removed: [] })

const arbitraryWords = fc
  .array(
    fc.record({
      text: fc.oneof(
        fc.constantFrom(
          'a',
          'of',
          'the',
          'promise,',
          'clip.',
          'why?',
          'Überraschung',
          '{\\p1}',
          '\\N',
          "it's",
          '今日',
          'مرحبا',
        ),
        fc.stringMatching(/^[A-Za-z.,]{1,24}$/),
      ),
      lengthMs: fc.integer({ min: 20, max: 900 }),
      gapMs: fc.constantFrom(0, 0, 20, 90, 360, 1500),
    }),
    { minLength: 0, maxLength: 60 },
  )
  .map((parts) => {
    let at = 0
    return parts.map(({ text, lengthMs, gapMs }): Word => {
      const startMs = at + gapMs
      at = startMs + lengthMs
      return { text, startMs, endMs: at, confidence: 1 }
    })
  })

const plan = (words: readonly Word[], style: string) =>
  planCaptions({ words, edit: editOf((words.at(-1)?.endMs ?? 0) + 1000), style, size, language: 'en', faces: [] })

describe('captions', () => {
  test.each(captionStyleIds)('%s shows every word exactly once, in order, for any words', (style) => {
    fc.assert(
      fc.property(arbitraryWords, (words) => {
        const shown = plan(words, style).cues.flatMap((cue) => cue.lines.flat().map((word) => word.text))
        expect(shown).toEqual(words.map((word) => word.text))
      }),
    )
  })

  test.each(captionStyleIds)('%s never shows two groups at once, and each for a while', (style) => {
    fc.assert(
      fc.property(arbitraryWords, (words) => {
        const { cues } = plan(words, style)
        for (const [position, cue] of cues.entries()) {
          expect(cue.endMs).toBeGreaterThan(cue.startMs)
          expect(cues[position + 1]?.startMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(cue.endMs)
          expect(cue.lines.length).toBeLessThanOrEqual(2)
        }
      }),
    )
  })

  test('a line does not end on an article where another break exists', () => {
    const texts = 'this is the story of a small garden in the middle of the city'.split(' ')
    const words = texts.map((text, i) => ({ text, startMs: i * 300, endMs: i * 300 + 280, confidence: 1 }))
    const lastWords = plan(words, 'simple').cues.flatMap((cue) => cue.lines.map((line) => line.at(-1)?.text))
    expect(lastWords).not.toContain('the')
    expect(lastWords).not.toContain('a')
  })

  test('a group ends with its sentence', () => {
    const words = ['One', 'thing.', 'Then', 'another.'].map((text, i) => ({
      text,
      startMs: i * 300,
      endMs: i * 300 + 300,
      confidence: 1,
    }))
    expect(plan(words, 'karaoke').cues.map((cue) => cue.lines.flat().length)).toEqual([2, 2])
  })

  test('words from subtitles stay text: no override block, no command of ASS survives', () => {
    const words = ['{\\p1}m', '\\N\\h', '{\\fn/etc}x'].map((text, i) => ({
      text,
      startMs: i * 400,
      endMs: i * 400 + 380,
      confidence: 1,
    }))
    const events = plan(words, 'simple')
      .ass.split('\n')
      .filter((line) => line.startsWith('Dialogue'))
    const texts = events.map((line) =>
      line
        .split(',,')
        .at(-1)
        ?.replace(/^\{[^}]*\}/, ''),
    )
    expect(texts.join('')).not.toMatch(/(?<!\\)\{|\\[Nh](?!$)/)
  })

  test('an unknown language tag or an empty transcript still gives a document', () => {
    const document = planCaptions({
      words: [],
      edit: editOf(1000),
      style: 'karaoke',
      size,
      language: 'auto',
      faces: [],
    })
    expect(document.cues).toEqual([])
    expect(document.ass).toContain('[Events]')
  })

  test('sizes are those of the specification, as shares of the height', () => {
    expect(Object.fromEntries(captionStyles.map((style) => [style.id, style.em]))).toMatchObject({
      karaoke: 0.039,
      simple: 0.026,
    })
  })
})

describe('place of the block', () => {
  const block = { startMs: 0, endMs: 1000, w: 0.7, h: 0.1 }
  const faceAt = (y: number) => ({ tMs: 500, box: { x: 0.3, y, w: 0.4, h: 0.2 } })

  test('stands at 64 % when no face is there', () => {
    expect(placeBlocks([block], [])).toEqual([blockCentres[0]])
  })

  test('moves off a face it would cover', () => {
    expect(placeBlocks([block], [faceAt(0.55)])).toEqual([0.2])
    expect(placeBlocks([block], [faceAt(0.46)])).toEqual([0.72])
  })

  test('does not hop back while its new place is free', () => {
    expect(placeBlocks([block, { ...block, startMs: 1000, endMs: 2000 }], [faceAt(0.55)])).toEqual([0.2, 0.2])
  })
})

describe('subtitle files', () => {
  const words = ['Hello', '<b>', '&', 'goodbye.'].map((text, i) => ({
    text,
    startMs: 3_599_000 + i * 500,
    endMs: 3_599_450 + i * 500,
    confidence: 1,
  }))
  const cues = planSubtitles(words, editOf(3_700_000), 'en')

  test('SRT stamps run past the hour', () => {
    expect(toSrt(cues)).toContain('00:59:59,000 --> 01:00:0')
  })

  test('WebVTT escapes what would be markup', () => {
    expect(toVtt(cues)).toContain('Hello &lt;b&gt; &amp; goodbye.')
  })

  test('hold every word once, whatever the words', () => {
    fc.assert(
      fc.property(arbitraryWords, (any) => {
        const shown = planSubtitles(any, editOf((any.at(-1)?.endMs ?? 0) + 1), 'en').flatMap((cue) =>
          cue.lines.flat().map((word) => word.text),
        )
        expect(shown).toEqual(any.map((word) => word.text))
      }),
    )
  })
})
