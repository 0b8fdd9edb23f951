import { expect, test } from 'vitest'
import { describeSpeech } from './describe-speech'

test('a creator hears who listened and what it is weak at, and nothing of engines that are not set up', () => {
  const reason = 'the best engine that can work now; passed over: whisper: WHISPER_MODEL_DIR is empty.'
  expect(describeSpeech({ id: 'pocketsphinx', version: '5', reason, weakness: 'It writes no punctuation.' })).toBe(
    'Heard by PocketSphinx. It writes no punctuation.',
  )
  expect(describeSpeech({ id: 'whisper', version: '1', reason: 'the best of the engines here' })).toBe(
    'Heard by Whisper.',
  )
})

test('whoever brought subtitles is told which are used', () => {
  const reason = 'talk.srt was given; its text is kept to the letter'
  expect(describeSpeech({ id: 'subtitles', version: '1', reason })).toBe(`${reason}.`)
})
