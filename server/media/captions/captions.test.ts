import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitWords } from '../transcript/align-text'
import { joinWords, needsSpace } from '../transcript/join-words'
import type { Cue, Word } from '../types'
import { fontOf, measureText } from './fonts'
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

const endOf = (words: readonly Word[]) => (words.at(-1)?.endMs ?? 0) + 1000

const plan = (words: readonly Word[], style: string) =>
  planCaptions({ words, edit: editOf(endOf(words)), style, size, language: 'en', faces: [] })

const at = (text: string, startMs: number, endMs: number): Word => ({ text, startMs, endMs, confidence: 1 })
const lines = (cues: readonly Cue[]) => cues.flatMap((cue) => cue.lines.map(joinWords))

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
          expect(cue.endMs - cue.startMs).toBeGreaterThanOrEqual(Math.min(250, Math.floor(endOf(words) / cues.length)))
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

  test.each(['كل يوم؟', 'یہ اچھا ہے۔', 'यह अच्छा है।', 'はい。'])('a group ends with the sentence of %j', (text) => {
    const sentence = text.split(' ').map((word, index) => at(word, index * 300, index * 300 + 300))
    const next = at('more', sentence.length * 300, sentence.length * 300 + 300)
    expect(lines(plan([...sentence, next], 'simple').cues)).toEqual([text, 'more'])
  })

  test('a line of Arabic that begins with a foreign name is set from the right', () => {
    const words = ['iPhone', 'كل', 'يوم'].map((text, index) => at(text, index * 400, index * 400 + 380))
    const drawn = plan(words, 'karaoke')
      .ass.split('\n')
      .filter((line) => line.startsWith('Dialogue'))
    expect(drawn).toHaveLength(1)
    expect(drawn[0]?.split(',,').at(-1)).toMatch(/^\{[^}]*\}\u200f\{/)
    const latin = plan([at('iPhone', 0, 400), at('کل', 400, 800)], 'simple').ass
    expect(latin).not.toContain('\u200f')
  })

  test('a sentence that would flash by stands with the next, else borrows its time', () => {
    const words = [at('Yes.', 0, 120), at('Sure', 150, 500), at('thing.', 500, 900)]
    expect(lines(plan(words, 'karaoke').cues)).toEqual(['Yes. Sure thing.'])
    const turns = [
      { ...at('Yes.', 0, 120), speaker: 'A' },
      { ...at('Why?', 150, 900), speaker: 'B' },
    ]
    expect(plan(turns, 'karaoke').cues.map(({ startMs }) => startMs)).toEqual([0, 250])
  })

  test('words that begin at one instant are all drawn', () => {
    const words = [0, 1, 2].map((index) => ({ ...at(`w${index}.`, 400, 700), speaker: `${index}` }))
    const events = plan(words, 'karaoke')
      .ass.split('\n')
      .filter((line) => line.startsWith('Dialogue'))
    const times = events.map((line) => line.split(',').slice(1, 3))
    expect(times).toHaveLength(3)
    for (const [from, to] of times) expect(from).not.toBe(to)
  })

  test('no cue is shown past the clip', () => {
    const words = [at('The', 0, 300), at('end.', 300, 600)]
    const [cue] = planSubtitles(words, editOf(700), 'en')
    expect(cue?.endMs).toBe(700)
    const late = [
      { ...at('The', 0, 590), speaker: 'A' },
      { ...at('end.', 600, 690), speaker: 'B' },
    ]
    expect(planSubtitles(late, editOf(700), 'en').map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 450],
      [450, 700],
    ])
  })

  test('a line that karaoke spreads by its outlines keeps to the safe width', () => {
    const style = { font: fontOf('montserrat-black'), emPx: 0.039 * size.heightPx }
    const event = /^Dialogue: 0,([^,]+),.*\\pos\(([\d.]+),([\d.]+)\).*\}(.+)$/
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 12 }), (lengths) => {
        const words = lengths.map((length, index) => at('I'.repeat(length), index * 300, index * 300 + 280))
        const lines = new Map<string, number[]>()
        for (const drawn of plan(words, 'karaoke').ass.split('\n')) {
          const [, start = '', x = '', y = '', text = ''] = event.exec(drawn) ?? []
          const half = (measureText(style.font, text).widthEm * style.emPx) / 2
          lines.set(`${start} ${y}`, [...(lines.get(`${start} ${y}`) ?? []), Number(x) - half, Number(x) + half])
        }
        for (const edges of lines.values()) expect(Math.max(...edges) - Math.min(...edges)).toBeLessThanOrEqual(800.1)
      }),
    )
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

describe('text that is no row of words', () => {
  test('pictures go whole, signs of writing stay', () => {
    const texts = ['Nice👍🏽', '👨‍👩‍👧', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇫🇷', '❤️‍🔥', '1️⃣', 'Acme™', '©2026', '🏻', '\u200d', 'ok\ufe0f']
    const words = texts.map((text, index) => at(text, index * 400, index * 400 + 380))
    const shown = plan(words, 'simple').cues.flatMap((cue) => cue.lines.flat().map((word) => word.text))
    expect(shown).toEqual(['Nice', '1', 'Acme™', '©2026', 'ok'])
    expect(toSrt(planSubtitles(words, editOf(9_000), 'en'))).not.toMatch(/-->.*\n\s*\n/)
  })

  test('joiners that letters need stay', () => {
    const words = [at('می\u200cخواهم', 0, 400), at('क्\u200dष', 400, 800)]
    expect(lines(plan(words, 'simple').cues)).toEqual(['می\u200cخواهم क्\u200dष'])
  })

  test('a sentence without spaces that came as one word is read word by word', () => {
    const text =
      '今日は天気がいいので、みんなで公園まで散歩に行きました。帰りにはアイスクリームを食べて、とても楽しい一日になりました。'
    const cues = plan([at(text, 0, 12_000)], 'karaoke').cues
    expect(cues.flatMap((cue) => cue.lines.flat().map((word) => word.text)).join('')).toBe(text)
    expect(Math.max(...cues.map((cue) => cue.endMs - cue.startMs))).toBeLessThan(3_000)
  })

  test('a string without end is shown to its end', () => {
    const text = 'https://example.com/'.repeat(8)
    const shown = plan([at(text, 0, 4_000)], 'simple').cues.flatMap((cue) => cue.lines.flat().map((word) => word.text))
    expect(shown.join('')).toBe(text)
    expect(Math.max(...shown.map((part) => part.length))).toBe(60)
  })

  test.each([
    ['ja', '今日は天気がいい'],
    ['zh', '我们在2026年见面'],
    ['th', 'ผมรักเมืองไทย'],
  ])('%s has no spaces between its words, in any output', (language, text) => {
    const words = splitWords(text).map((word, index) => at(word, index * 300, index * 300 + 280))
    expect(words.length).toBeGreaterThan(2)
    const input = { words, edit: editOf(9_000), size, language, faces: [] }
    for (const style of captionStyleIds) {
      const drawn = planCaptions({ ...input, style })
        .ass.split('\n')
        .filter((line) => line.startsWith('Dialogue'))
        .map(
          (line) =>
            line
              .split(',,')
              .at(-1)
              ?.replaceAll(/\{[^}]*\}|\\N/g, '') ?? '',
        )
      expect(drawn.join('')).toBe(text)
    }
    expect(toSrt(planSubtitles(words, editOf(9_000), language)).replaceAll('\n', '')).toContain(text)
  })

  test.each([
    ['hello', '世界', true],
    ['iPhone', '手机', true],
    ['2026', '年', false],
    ['第', '3', false],
    ['はい…', 'そう', false],
    ['네', '그래', true],
  ])('%s and %s have a space between them: %s', (left, right, expected) =>
    expect(needsSpace(left, right)).toBe(expected),
  )

  test('a word of a script without spaces is broken without a hyphen', () => {
    const { ass } = plan([at(`わ${'ー'.repeat(39)}`, 0, 900)], 'simple')
    const text = ass.split('\n').find((line) => line.startsWith('Dialogue')) ?? ''
    expect(text).toContain('\\N')
    expect(text.split('}').at(-1)).not.toContain('-')
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
