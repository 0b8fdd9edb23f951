import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits'
import { parseSubtitles } from './parse-subtitles'
import { SubtitleProblem } from './subtitle-problem'

const textOf = (text: string) => parseSubtitles(text).cues.map((cue) => cue.words.map((word) => word.text).join(' '))
const timesOf = (text: string) => parseSubtitles(text).cues.map((cue) => [cue.startMs, cue.endMs])

const problemOf = (text: string): SubtitleProblem => {
  try {
    parseSubtitles(text)
  } catch (error) {
    expect(error).toBeInstanceOf(SubtitleProblem)
    // Safe: checked on the line above.
    return error as SubtitleProblem
  }
  throw new Error('It was read without complaint.')
}

const stamp = (ms: number, mark: string): string => {
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes, seconds] = [
    Math.floor(ms / 3_600_000),
    Math.floor(ms / 60_000) % 60,
    Math.floor(ms / 1000) % 60,
  ]
  return `${two(hours)}:${two(minutes)}:${two(seconds)}${mark}${String(ms % 1000).padStart(3, '0')}`
}

/** Any line that is not markup, a time or a bare number; those have tests of their own. */
const anyLine = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((line) => `w${line.replace(/[\r\n\u0085\u2028\u2029<>&{}]/gu, ' ')}`)

const anyCues = fc.array(
  fc.record({
    gap: fc.nat(9_000),
    length: fc.integer({ min: 1, max: 9_000 }),
    lines: fc.array(anyLine, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 30 },
)

const placed = (cues: readonly { gap: number; length: number; lines: string[] }[]) => {
  let ms = 6_000_000
  return cues.map(({ gap, length, lines }) => {
    const startMs = ms + gap
    ms = startMs + length
    return { startMs, endMs: ms, lines }
  })
}

const letters = (text: string) => text.replace(/\s+/gu, '')

describe('parseSubtitles', () => {
  it('keeps every character and time of any SRT', () => {
    fc.assert(
      fc.property(anyCues, fc.constantFrom('\n', '\r\n', '\r'), (drawn, eol) => {
        const cues = placed(drawn)
        const srt = cues.flatMap((cue, index) => [
          `${index + 1}`,
          `${stamp(cue.startMs, ',')} --> ${stamp(cue.endMs, ',')}`,
          ...cue.lines,
          '',
        ])
        expect(textOf(srt.join(eol)).map(letters)).toEqual(cues.map((cue) => letters(cue.lines.join(''))))
        expect(timesOf(srt.join(eol))).toEqual(cues.map((cue) => [cue.startMs, cue.endMs]))
      }),
    )
  })

  it('keeps every character and time of any WebVTT', () => {
    fc.assert(
      fc.property(anyCues, (drawn) => {
        const cues = placed(drawn)
        const vtt = cues.flatMap((cue) => [
          `${stamp(cue.startMs, '.')} --> ${stamp(cue.endMs, '.')} line:0 position:20% align:start`,
          ...cue.lines,
          '',
        ])
        const text = ['WEBVTT', '', ...vtt].join('\n')
        expect(textOf(text).map(letters)).toEqual(cues.map((cue) => letters(cue.lines.join(''))))
        expect(timesOf(text)).toEqual(cues.map((cue) => [cue.startMs, cue.endMs]))
      }),
    )
  })

  it('forgives what players forgive', () => {
    const srt =
      '\uFEFF\r\n00:00:01.5 --> 00:00:02,000\r\nNo number here\r\n7\r\n0:0:3,25 --> 00:00:04,000 X1:40\r\nno blank line\r\n\r\nand one inside\r\n'
    expect(textOf(srt)).toEqual(['No number here', 'no blank line and one inside'])
    expect(timesOf(srt)).toEqual([
      [1500, 2000],
      [3250, 4000],
    ])
  })

  it('keeps a number that is said', () => {
    expect(textOf('1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\n1984\n')).toEqual([
      '42',
      '1984',
    ])
  })

  it('takes formatting off and leaves other brackets alone', () => {
    const srt =
      '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>if a <b and c> d</i> <font color="#fff">AT&amp;T</font> {ok}\n'
    expect(textOf(srt)).toEqual(['if a <b and c> d AT&amp;T {ok}'])
  })

  it('reads speakers, escapes, names, notes and styles of WebVTT', () => {
    const vtt = `WEBVTT - a title
Kind: captions

STYLE
::cue { color: red }

NOTE
not said --> really

intro
00:01.000 --> 00:02.000 align:start
<v.loud Mary Ann>Tom &amp; <i>Jerry</i>,</v> <v Bob>3 &lt; 4&#33; &unknown;

01:02:03.004 --> 01:02:04.000
<c.yellow>later</c>
`
    expect(parseSubtitles(vtt).cues).toEqual([
      {
        startMs: 1000,
        endMs: 2000,
        words: [
          { text: 'Tom', speaker: 'Mary Ann' },
          { text: '&', speaker: 'Mary Ann' },
          { text: 'Jerry,', speaker: 'Mary Ann' },
          { text: '3', speaker: 'Bob' },
          { text: '<', speaker: 'Bob' },
          { text: '4!', speaker: 'Bob' },
          { text: '&unknown;', speaker: 'Bob' },
        ],
      },
      { startMs: 3_723_004, endMs: 3_724_000, words: [{ text: 'later' }] },
    ])
  })

  it('does not say twice what rolling captions show twice', () => {
    const vtt = `WEBVTT

00:00:00.000 --> 00:00:02.000
so<00:00:00.500><c> today</c>

00:00:02.000 --> 00:00:02.010
so today

00:00:02.010 --> 00:00:04.000
so today
we<00:00:02.500><c> cook</c>
`
    expect(textOf(vtt)).toEqual(['so today', 'we cook'])
  })

  it('sorts cues by time and keeps overlapping ones whole', () => {
    const srt = '1\n00:00:05,000 --> 00:00:09,000\nlate\n\n2\n00:00:01,000 --> 00:00:08,000\nearly\n'
    expect(textOf(srt)).toEqual(['early', 'late'])
  })

  it.each([
    ['a time that is none', '1\n00:00:01,000 --> 00:00:xx,000\na\n', 2],
    ['a negative time', '1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n-00:00:03,000 --> 00:00:04,000\nb\n', 6],
    ['an end before its start', '1\n00:00:03,000 --> 00:00:02,000\na\n', 2],
    ['75 seconds', '1\n00:00:75,000 --> 00:02:00,000\na\n', 2],
    ['text outside any cue', 'Dear diary\n\n1\n00:00:01,000 --> 00:00:02,000\na\n', 1],
    ['an empty file', '', 1],
    ['a WebVTT without cues', 'WEBVTT\n\nNOTE nothing\n', 1],
    ['broken JSON', '{"words": [\n{"text": "a",, }\n]}', 2],
    ['JSON of another kind', '{"cues": []}', 1],
    ['a word without times', '{"words":[{"text":"a"}]}', 1],
    ['a word at a negative time', '[{"text":"a","startMs":-5,"endMs":10}]', 1],
  ])('refuses %s, naming the line', (_name, text, line) => {
    const problem = problemOf(text)
    expect(problem.kind).toBe('invalid')
    expect(problem.line).toBe(line)
    expect(problem.message).toContain(`line ${line}: `)
  })

  it('refuses a million cues and more bytes than the limit', () => {
    const million = '00:00:01,000 --> 00:00:02,000\na\n\n'.repeat(400_000)
    expect(million.length).toBeLessThan(limits.maxSubtitleBytes)
    expect(problemOf(million).kind).toBe('too-much')
    expect(problemOf(`WEBVTT\n\n${'a'.repeat(limits.maxSubtitleBytes)}`).kind).toBe('too-much')
  })
})

describe('hostile subtitles', () => {
  it.each([
    ['open brackets', '<'.repeat(2_000_000)],
    ['voice spans that never close', '<v.a'.repeat(500_000)],
    ['override blocks that never close', '{\\'.repeat(1_000_000)],
    ['ampersands', '&#1'.repeat(700_000)],
  ])('are read in linear time: %s', (_name, text) => {
    for (const head of ['WEBVTT\n\n', '1\n']) {
      expect(textOf(`${head}00:00:01.000 --> 00:00:02.000\n${text}\n`).map(letters)).toEqual([text])
    }
  })
})

describe('words JSON', () => {
  const words = [
    { text: 'Hello', startMs: 100, endMs: 400, confidence: 1 },
    { text: 'there.', startMs: 450, endMs: 800, confidence: 1 },
    { text: 'Again', startMs: 6_000_000, endMs: 6_000_400, confidence: 1 },
  ]
  const inSeconds = words.map((word) => ({ word: ` ${word.text}`, start: word.startMs / 1000, end: word.endMs / 1000 }))

  it.each([
    ['milliseconds', { words }],
    ['a bare list', words],
    ['a report', { version: 1, transcript: { language: 'en', words } }],
    ['seconds', { words: inSeconds }],
    ['segments with words', { segments: [{ words: inSeconds.slice(0, 2) }, { words: inSeconds.slice(2) }] }],
  ])('is read from %s', (_name, json) => {
    const parsed = parseSubtitles(JSON.stringify(json, null, 2))
    expect(parsed.words).toEqual(words)
    expect(parsed.cues.map((cue) => [cue.startMs, cue.endMs, cue.words.length])).toEqual([
      [100, 800, 2],
      [6_000_000, 6_000_400, 1],
    ])
  })

  it('reads segments without words as cues', () => {
    const parsed = parseSubtitles(
      JSON.stringify({ language: 'en', segments: [{ start: 1, end: 3, text: ' One two' }] }),
    )
    expect(parsed).toMatchObject({ words: null, language: 'en', cues: [{ startMs: 1000, endMs: 3000 }] })
    expect(parsed.cues[0]?.words).toEqual([{ text: 'One' }, { text: 'two' }])
  })

  it('keeps speakers', () => {
    const parsed = parseSubtitles('[{"text":"Hi","start":0,"end":1,"speaker":"Ann"}]')
    expect(parsed.cues[0]?.words).toEqual([{ text: 'Hi', speaker: 'Ann' }])
  })

  it('takes SRT that begins with a bracket for SRT', () => {
    expect(problemOf('[door opens]\n1\n00:00:01,000 --> 00:00:02,000\na\n').line).toBe(1)
  })
})
