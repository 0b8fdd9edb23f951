import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRecognition } from './read-recognition'

const wordsOf = (json: unknown) => readRecognition(json, 30_000)?.words ?? []
const shown = (json: unknown) => wordsOf(json).map((word) => `${word.text}@${word.startMs}-${word.endMs}`)

describe('readRecognition', () => {
  it('puts the marks of the text on the bare words of OpenAI and Groq', () => {
    const json = {
      task: 'transcribe',
      language: 'english',
      duration: 3,
      text: 'Ask not. It costs $5,000!',
      words: [
        { word: 'Ask', start: 0.1, end: 0.4 },
        { word: 'not', start: 0.4, end: 0.9 },
        { word: 'It', start: 1.2, end: 1.3 },
        { word: 'costs', start: 1.3, end: 1.8 },
        { word: '5', start: 1.8, end: 2.2 },
        { word: '000', start: 2.2, end: 2.6 },
      ],
      segments: [
        { id: 0, start: 0, end: 1, text: ' Ask not.', avg_logprob: -0.1, no_speech_prob: 0.01 },
        { id: 1, start: 1, end: 3, text: ' It costs $5,000!', avg_logprob: -0.5, no_speech_prob: 0.01 },
      ],
    }
    expect(shown(json)).toEqual(['Ask@100-400', 'not.@400-900', 'It@1200-1300', 'costs@1300-1800', '$5,000!@1800-2600'])
    expect(wordsOf(json)[0]?.confidence).toBeCloseTo(Math.exp(-0.1))
    expect(wordsOf(json)[4]?.confidence).toBeCloseTo(Math.exp(-0.5))
    expect(readRecognition(json, 30_000)?.language).toBe('english')
  })

  it('puts the pieces of whisper.cpp together and leaves its marks out', () => {
    const json = {
      text: ' Americans, ask',
      segments: [
        {
          start: 0,
          end: 1.4,
          text: ' Americans, ask',
          words: [
            { word: '[_BEG_]', start: 0, end: 0, probability: 0.9 },
            { word: ' Americ', start: 0.1, end: 0.5, probability: 0.7 },
            { word: 'ans', start: 0.5, end: 0.8, probability: 0.7 },
            { word: ',', start: 0.8, end: 0.8, probability: 0.7 },
            { word: ' ask', start: 1, end: 1.3, probability: 0.9 },
          ],
        },
      ],
    }
    expect(shown(json)).toEqual(['Americans,@100-801', 'ask@1000-1300'])
  })

  it('takes punctuated words as they are', () => {
    const json = {
      text: 'So, yes.',
      words: [
        { word: ' So,', start: 0, end: 0.2 },
        { word: ' yes.', start: 0.3, end: 0.6 },
      ],
    }
    expect(shown(json)).toEqual(['So,@0-200', 'yes.@300-600'])
  })

  it('shares the time of a segment among its words where there are no word times', () => {
    expect(shown({ segments: [{ start: 2, end: 4, text: ' one four' }] })).toEqual(['one@2000-2857', 'four@2857-4000'])
  })

  it('shares the whole chunk where there is only text', () => {
    expect(shown({ text: 'one two' })).toEqual(['one@0-15000', 'two@15000-30000'])
  })

  it('gives a text without spaces its words, timed by the signs that were heard', () => {
    const signs = [...'今日は天気がいい散歩に行った']
    const json = {
      text: '今日は天気がいい。散歩に行った！',
      words: signs.map((word, index) => ({ word, start: index * 0.2, end: index * 0.2 + 0.2 })),
    }
    expect(shown(json)).toEqual([
      '今日@0-400',
      'は@400-600',
      '天気@600-1000',
      'が@1000-1200',
      'いい。@1200-1600',
      '散歩@1600-2000',
      'に@2000-2200',
      '行った！@2200-2800',
    ])
  })

  it('times Chinese by whatever pieces a service heard, even where it wrote another sign', () => {
    const json = {
      segments: [{ start: 0, end: 2.4, text: '我们今天学习汉语' }],
      words: [
        { word: '我们今', start: 0, end: 0.6 },
        { word: '填', start: 0.6, end: 0.8 },
        { word: '学习', start: 0.8, end: 1.4 },
        { word: '汉语', start: 1.6, end: 2.4 },
      ],
    }
    expect(shown(json)).toEqual(['我们@0-400', '今天@400-800', '学习@800-1400', '汉语@1600-2400'])
  })

  it('makes words of the signs where there is no text beside them', () => {
    const json = { words: [...'天気がいい'].map((word, index) => ({ word, start: index, end: index + 1 })) }
    expect(shown(json)).toEqual(['天気@0-2000', 'が@2000-3000', 'いい@3000-5000'])
  })

  it('writes every sign of a text without spaces once, in order, whatever was timed', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'今日は天気がいい、散歩。ไปเที่ยวกัน'),
      minLength: 1,
      maxLength: 40,
    })
    fc.assert(
      fc.property(text, text, (rest, timed) => {
        const written = `今${rest}`
        const words = wordsOf({
          text: written,
          words: [...timed].map((word, index) => ({ word, start: index * 0.2, end: index * 0.2 + 0.2 })),
        })
        expect(words.map((word) => word.text).join('')).toBe(written)
        words.forEach((word, index) => {
          expect(word.endMs).toBeGreaterThan(word.startMs)
          expect(word.startMs).toBeGreaterThanOrEqual(words[index - 1]?.startMs ?? 0)
        })
      }),
    )
  })

  it('shares a segment without word times among words, not among white space', () => {
    expect(shown({ segments: [{ start: 0, end: 4, text: '今日は天気がいい' }] })).toEqual([
      '今日@0-1000',
      'は@1000-1500',
      '天気@1500-2500',
      'が@2500-3000',
      'いい@3000-4000',
    ])
  })

  it('leaves out what the model itself takes for invented', () => {
    const json = {
      words: [
        { word: 'Yes', start: 0, end: 0.5 },
        { word: 'Thanks', start: 5, end: 6 },
      ],
      segments: [
        { start: 0, end: 1, text: 'Yes.', avg_logprob: -0.2, no_speech_prob: 0.1 },
        { start: 4, end: 7, text: 'Thanks.', avg_logprob: -1.4, no_speech_prob: 0.9 },
      ],
    }
    expect(shown(json)).toEqual(['Yes.@0-500'])
  })

  it('finds no words in silence and nothing at all in another kind of answer', () => {
    expect(shown({ text: '', segments: [], words: [] })).toEqual([])
    expect(readRecognition({ ok: true }, 1000)).toBeNull()
    expect(readRecognition('<html>', 1000)).toBeNull()
    expect(readRecognition({ words: [{ word: 7 }] }, 1000)).toBeNull()
  })

  it('writes the text to the letter, in order, whatever words the service timed', () => {
    const vocabulary = fc.constantFrom('ask', 'not', 'what', "don't", '12', 'well-known')
    fc.assert(
      fc.property(
        fc.array(vocabulary, { minLength: 1, maxLength: 15 }),
        fc.array(vocabulary, { minLength: 1, maxLength: 15 }),
        (tokens, timed) => {
          const words = wordsOf({
            text: tokens.join(' '),
            words: timed.map((word, index) => ({ word, start: index, end: index + 0.8 })),
          })
          const texts = words.map((word) => word.text)
          let position = 0
          for (const text of texts) position += text === tokens[position] ? 1 : 0
          expect(position).toBe(tokens.length)
          words.forEach((word, index) => {
            expect(word.endMs).toBeGreaterThan(word.startMs)
            expect(word.startMs).toBeGreaterThanOrEqual(words[index - 1]?.startMs ?? 0)
          })
        },
      ),
    )
  })
})
