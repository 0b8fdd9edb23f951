import { splitWords } from '@/server/media/transcript/align-text'

type SpokenWord = {
  readonly text: string
  readonly startMs: number
  readonly endMs: number
  readonly speaker?: string | null | undefined
}

/** Words [from, to) that stand together. */
export type Paragraph = { readonly from: number; readonly to: number; readonly speaker: string | null }

const longPauseMs = 1500
/** A paragraph is read at a glance: it ends with a sentence after so many words, and without one after twice as many. */
const usualWords = 50

/** Breaks speech where the speaker changes, where there is a long pause, and where a paragraph has become long. */
export const splitParagraphs = (words: readonly SpokenWord[]): Paragraph[] => {
  const paragraphs: Paragraph[] = []
  let from = 0
  words.forEach((word, index) => {
    const before = words[index - 1]
    if (!before) return
    const length = index - from
    const isBreak =
      (before.speaker ?? null) !== (word.speaker ?? null) ||
      word.startMs - before.endMs > longPauseMs ||
      (length >= usualWords && /[.?!…]["”’)]?$/.test(before.text)) ||
      length >= usualWords * 2
    if (!isBreak) return
    paragraphs.push({ from, to: index, speaker: before.speaker ?? null })
    from = index
  })
  const last = words.at(-1)
  if (last) paragraphs.push({ from, to: words.length, speaker: last.speaker ?? null })
  return paragraphs
}

/** Names for speakers: their own where they have one, else by the order in which they speak. */
export const nameSpeakers = (words: readonly SpokenWord[]): ReadonlyMap<string, string> => {
  const names = new Map<string, string>()
  for (const { speaker } of words)
    if (speaker && !names.has(speaker))
      names.set(speaker, /^[a-z]*[-_ ]?\d*$/.test(speaker) ? `Speaker ${names.size + 1}` : speaker)
  return names
}

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/** Where the query's words stand one after the other, the last of them perhaps unfinished. Answers first words. */
export const findWords = (
  words: readonly SpokenWord[],
  query: string,
): { readonly at: number; readonly count: number }[] => {
  const wanted = splitWords(query).map(bare).filter(Boolean)
  const last = wanted.length - 1
  if (last < 0) return []
  const found: { at: number; count: number }[] = []
  for (let at = 0; at + last < words.length; at += 1) {
    const matches = wanted.every((want, offset) => {
      const text = bare(words[at + offset]?.text ?? '')
      return offset === last ? text.startsWith(want) : text === want
    })
    if (matches) found.push({ at, count: wanted.length })
  }
  return found
}

/** The word that is heard at a time, or the last one before it; -1 before the first. Words are in order. */
export const wordAt = (words: readonly SpokenWord[], ms: number): number => {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[middle]?.startMs ?? 0) <= ms) low = middle + 1
    else high = middle
  }
  return low - 1
}
