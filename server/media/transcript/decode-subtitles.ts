import { SubtitleProblem } from './subtitle-problem'

/**
 * The text of a subtitle file: UTF-8, or UTF-16 where a byte-order mark says so. Any other encoding would be guessed wrong for half the
 * world, and a wrong guess is burned into the picture. @throws SubtitleProblem
 */
export const decodeSubtitles = (bytes: Uint8Array): string => {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
    // UTF-16 without its mark passes for UTF-8, a zero byte beside every letter.
    if (!text.includes('\u0000')) return text
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
  throw new SubtitleProblem(
    'invalid',
    null,
    'its letters are not written as UTF-8. Open it in a text editor and save it as UTF-8',
  )
}

const encodingOf = ([first, second]: Uint8Array): string => {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return 'utf-8'
}
