import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Word } from '../types'
import { isQuestion } from './restore-sentences'
import { hasSentenceMarks, splitSentences } from './sentences'

/** "one two |700 three": words of 200 ms with 50 ms between, or the gap that a `|ms` names. */
const say = (script: string, speaker?: string): Word[] => {
  let ms = 0
  return script.split(' ').flatMap((token) => {
    const gap = /^\|(\d+)$/.exec(token)?.[1]
    ms += Number(gap ?? 50)
    if (gap !== undefined) return []
    const startMs = ms
    ms += 200
    return [{ text: token, startMs, endMs: ms, confidence: 1, ...(speaker === undefined ? {} : { speaker }) }]
  })
}

const shown = (words: readonly Word[], isPunctuated: boolean, language = 'en') =>
  splitSentences({ words, isPunctuated }, language).map(
    ({ startWord, endWord, endsWith }) =>
      `${words
        .slice(startWord, endWord)
        .map(({ text }) => text)
        .join(' ')} <${endsWith}>`,
  )

const anyWords = fc
  .array(
    fc.record({
      text: fc.constantFrom('the', 'So', 'we', 'won.', 'Why?', 'Dr.', 'ok…', '3.', 'end!"', 'U.S.', 'and', 'city'),
      gap: fc.integer({ min: 0, max: 3_000 }),
      speaker: fc.constantFrom('A', 'A', 'A', 'B'),
    }),
    { maxLength: 150 },
  )
  .map((items) => {
    let ms = 0
    return items.map(({ text, gap, speaker }): Word => {
      const startMs = ms + gap
      ms = startMs + 250
      return { text, startMs, endMs: ms, confidence: 1, speaker }
    })
  })

describe('splitSentences', () => {
  it.each([
    ['هل هذا جيد؟ نعم', ['هل هذا جيد؟ <?>', 'نعم <end>']],
    ['یہ اچھا ہے۔ ہاں', ['یہ اچھا ہے۔ <.>', 'ہاں <end>']],
    ['यह अच्छा है। हाँ', ['यह अच्छा है। <.>', 'हाँ <end>']],
    ['はい。 そう', ['はい。 <.>', 'そう <end>']],
  ])('reads the marks of other scripts: %s', (text, sentences) =>
    expect(shown(say(text), true, 'und')).toEqual(sentences),
  )

  it('puts every word in exactly one sentence, in order, with the time it spans', () => {
    fc.assert(
      fc.property(anyWords, fc.boolean(), fc.constantFrom('en', 'fr'), (words, isPunctuated, language) => {
        const sentences = splitSentences({ words, isPunctuated }, language)
        let next = 0
        for (const sentence of sentences) {
          expect(sentence.startWord).toBe(next)
          expect(sentence.endWord).toBeGreaterThan(sentence.startWord)
          expect(sentence.startMs).toBe(words[sentence.startWord]?.startMs)
          expect(sentence.endMs).toBe(words[sentence.endWord - 1]?.endMs)
          expect(new Set(words.slice(sentence.startWord, sentence.endWord).map((word) => word.speaker)).size).toBe(1)
          next = sentence.endWord
        }
        expect(next).toBe(words.length)
      }),
    )
  })

  it('has no sentences without words', () => {
    expect(splitSentences({ words: [], isPunctuated: true }, 'en')).toEqual([])
    expect(splitSentences({ words: [], isPunctuated: false }, 'en')).toEqual([])
  })

  it.each([
    ['We won. Did you see? Yes!', ['We won. <.>', 'Did you see? <?>', 'Yes! <!>']],
    ['He met Dr. Smith at 3.5 percent. Then left.', ['He met Dr. Smith at 3.5 percent. <.>', 'Then left. <.>']],
    ['J. K. Rowling lives in the U.K. now. True.', ['J. K. Rowling lives in the U.K. now. <.>', 'True. <.>']],
    ['Fruit, nuts etc. are fine. Good.', ['Fruit, nuts etc. are fine. <.>', 'Good. <.>']],
    ['It was… well, strange. Really…', ['It was… well, strange. <.>', 'Really… <…>']],
    ['"Why me?" he asked. "Because."', ['"Why me?" he asked. <.>', '"Because." <.>']],
    ['1. Buy low. 2. Sell high.', ['1. Buy low. <.>', '2. Sell high. <.>']],
    ['So it ends (at last). Here we', ['So it ends (at last). <.>', 'Here we <end>']],
    ['你好。 再见？', ['你好。 <.>', '再见？ <?>']],
  ])('reads the marks of %s', (script, expected) => {
    expect(shown(say(script), true)).toEqual(expected)
  })

  it('ends a sentence that a speaker drops, and one that another speaker breaks', () => {
    expect(shown(say('I was going |5000 Anyway. Fine.'), true)).toEqual([
      'I was going <pause>',
      'Anyway. <.>',
      'Fine. <.>',
    ])
    const words = [...say('Do you think', 'A'), ...say('|2000 Yes. I do.', 'B')]
    expect(shown(words, true)).toEqual(['Do you think <pause>', 'Yes. <.>', 'I do. <.>'])
  })

  it('finds sentences by their pauses where there are no marks', () => {
    const words = say(
      'we built it in a week |900 nobody believed that it would work |800 but people came back every day',
    )
    expect(shown(words, false)).toEqual([
      'we built it in a week <pause>',
      'nobody believed that it would work <pause>',
      'but people came back every day <end>',
    ])
  })

  it('does not end on a function word although the speaker stops to think there', () => {
    const words = say(
      'the answer was in the |700 data all along and we never looked |900 so we started over from nothing',
    )
    expect(shown(words, false)).toEqual([
      'the answer was in the data all along and we never looked <pause>',
      'so we started over from nothing <end>',
    ])
  })

  it('marks restored questions', () => {
    expect(shown(say('how do you know that it works |900 we tested it on twenty people'), false)).toEqual([
      'how do you know that it works <?>',
      'we tested it on twenty people <end>',
    ])
  })

  it('never lets a sentence run past 60 words', () => {
    const words = say(Array.from({ length: 400 }, (_, index) => `word${index}`).join(' '))
    const sentences = splitSentences({ words, isPunctuated: false }, 'en')
    expect(Math.max(...sentences.map(({ startWord, endWord }) => endWord - startWord))).toBeLessThanOrEqual(60)
  })

  it('falls back on pauses where the marks of a text stop', () => {
    const tail = Array.from({ length: 12 }, () => 'people came back to us every single day |800').join(' ')
    const sentences = splitSentences({ words: say(`We won. It was hard. ${tail}`), isPunctuated: true }, 'en')
    expect(sentences.length).toBeGreaterThan(10)
  })
})

describe('isQuestion', () => {
  it.each([
    ['what is the point', true],
    ['so how would you do it', true],
    ["what's going on", true],
    ['do you know him', true],
    ["isn't it strange", true],
    ['how many people are there', true],
    ['how much is it', true],
    ['what people do is odd', false],
    ['what you can do for your country', false],
    ['who we are', false],
    ['is fine', false],
    ['we do', false],
  ])('takes "%s" for a question: %s', (text, expected) => expect(isQuestion(text.split(' '))).toBe(expected))
})

describe('hasSentenceMarks', () => {
  it('tells written from bare text', () => {
    expect(hasSentenceMarks(say('We won. Good.'))).toBe(true)
    expect(hasSentenceMarks(say('we won and then we lost'))).toBe(false)
  })
})
