import { expect, test } from 'vitest'
import { limits } from '@/server/media/limits'
import { openSubtitles } from './open-subtitles'

test('a file in an unknown encoding is refused by name, with what to do', () => {
  const open = () => openSubtitles('talk.srt', Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nÇa va\n', 'latin1'))
  expect(open).toThrow(
    expect.objectContaining({
      code: 'invalid_subtitles',
      message: expect.stringMatching(/^talk\.srt, .*save it as UTF-8\.$/),
    }),
  )
})

test('a file of UTF-16 with its mark is read', () => {
  expect(openSubtitles('talk.srt', Buffer.from('\ufeffÇa va', 'utf16le'))).toEqual({ name: 'talk.srt', text: 'Ça va' })
})

test('a file that is too long is refused before it is decoded', () => {
  expect(() => openSubtitles('talk.srt', new Uint8Array(limits.maxSubtitleBytes + 1))).toThrow(
    expect.objectContaining({ code: 'limit_exceeded' }),
  )
})
