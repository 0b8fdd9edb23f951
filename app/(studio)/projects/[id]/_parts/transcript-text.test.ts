import { expect, test } from 'vitest'
import { findWords, nameSpeakers, splitParagraphs, wordAt } from './transcript-text'

const say = (text: string, speaker?: string, startMs = 0) =>
  text.split(' ').map((word, index) => ({
    text: word,
    startMs: startMs + index * 300,
    endMs: startMs + index * 300 + 250,
    ...(speaker ? { speaker } : {}),
  }))

test('every word stands in exactly one paragraph, in order', () => {
  const words = [...say('one two three', 'p1'), ...say('four five', 'p2', 1000), ...say('six', 'p2', 9000)]
  const paragraphs = splitParagraphs(words)
  expect(paragraphs).toEqual([
    { from: 0, to: 3, speaker: 'p1' },
    { from: 3, to: 5, speaker: 'p2' },
    { from: 5, to: 6, speaker: 'p2' },
  ])
})

test('speech without a full stop is still broken into paragraphs', () => {
  const paragraphs = splitParagraphs(say(Array.from({ length: 250 }, () => 'word').join(' ')))
  expect(paragraphs.map(({ from, to }) => to - from)).toEqual([100, 100, 50])
})

test('a video with no words has no paragraphs', () => {
  expect(splitParagraphs([])).toEqual([])
})

test('speakers without a name are counted, and a name is kept', () => {
  const names = nameSpeakers([...say('a', 'p7'), ...say('b', 'Mara'), ...say('c', 'p7')])
  expect([...names]).toEqual([
    ['p7', 'Speaker 1'],
    ['Mara', 'Mara'],
  ])
})

test('a search passes over case and punctuation and takes an unfinished last word', () => {
  const words = say('So, what is the Fix? What is it')
  expect(findWords(words, 'what IS')).toEqual([
    { at: 1, count: 2 },
    { at: 5, count: 2 },
  ])
  expect(findWords(words, 'the fi')).toEqual([{ at: 3, count: 2 }])
  expect(findWords(words, ' ? ')).toEqual([])
})

test('the word at a time is the one that began last', () => {
  const words = say('one two three')
  expect(wordAt(words, -1)).toBe(-1)
  expect(wordAt(words, 0)).toBe(0)
  expect(wordAt(words, 299)).toBe(0)
  expect(wordAt(words, 300)).toBe(1)
  expect(wordAt(words, 60_000)).toBe(2)
})

test('a phrase without spaces is found over the words it is made of', () => {
  const words = say('今日 は 天気 が いい。')
  expect(findWords(words, '天気がいい')).toEqual([{ at: 2, count: 3 }])
  expect(findWords(words, '雨')).toEqual([])
})
