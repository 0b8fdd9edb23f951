import { describe, expect, it } from 'vitest'
import { decodeSubtitles } from './decode-subtitles'

const text = '1\n00:00:01,000 --> 00:00:02,000\nÇa va, señor 今日\n'
const littleEndian = (value: string) => Buffer.from(value, 'utf16le')

describe('decodeSubtitles', () => {
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little end first', littleEndian(`\ufeff${text}`)],
    ['UTF-16, big end first', littleEndian(`\ufeff${text}`).swap16()],
  ])('reads %s', (_, bytes) => expect(decodeSubtitles(bytes)).toBe(text))

  it.each([
    ['Windows-1252', Buffer.from('Ça va, señor', 'latin1')],
    ['Shift JIS', Buffer.from([0x8d, 0xa1, 0x93, 0xfa])],
    ['UTF-16 without its mark', littleEndian('Hello')],
    ['UTF-8 that is cut off', Buffer.from('é').subarray(0, 1)],
  ])('refuses %s and says what to do', (_, bytes) => {
    expect(() => decodeSubtitles(bytes)).toThrow(/save it as UTF-8/)
  })
})
