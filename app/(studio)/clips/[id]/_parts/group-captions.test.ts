import { expect, test } from 'vitest'
import { groupWords } from './group-captions'

const word = (text: string, startMs: number) => ({ text, startMs, endMs: startMs + 200 })

test('a sentence, a pause and the sixth word end a group, and no word is lost', () => {
  const words = [
    ...['So', 'it', 'ends.', 'And', 'goes'].map((text, index) => word(text, index * 250)),
    ...['on', 'a', 'b', 'c', 'd', 'e', 'f'].map((text, index) => word(text, 5000 + index * 250)),
  ]
  expect(groupWords(words).map(({ text }) => text)).toEqual(['So it ends.', 'And goes', 'on a b c d e', 'f'])
  expect(groupWords(words)[2]).toMatchObject({ startMs: 5000, endMs: 6450 })
})

test('a clip with no words has no groups', () => {
  expect(groupWords([])).toEqual([])
})

test('words of a script without spaces stand together, and end where their sentence does', () => {
  const words = ['天気', 'が', 'いい。', '行こう'].map((text, index) => word(text, index * 250))
  expect(groupWords(words).map(({ text }) => text)).toEqual(['天気がいい。', '行こう'])
})
