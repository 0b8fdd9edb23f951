import { joinWords } from '@/server/media/transcript/join-words'
import { endingMark } from '@/server/media/transcript/sentence-marks'

type SpokenWord = { readonly text: string; readonly startMs: number; readonly endMs: number }

const mostWords = 6
const pauseMs = 400

/** Words as they are read together on a timeline: until a pause, the end of a sentence, or six of them. */
export const groupWords = (words: readonly SpokenWord[]): { startMs: number; endMs: number; text: string }[] => {
  const groups: { startMs: number; endMs: number; text: string; count: number }[] = []
  let isOpen = false
  for (const word of words) {
    const group = groups.at(-1)
    if (group && isOpen && group.count < mostWords && word.startMs - group.endMs <= pauseMs) {
      group.text = joinWords([group, word])
      group.endMs = word.endMs
      group.count += 1
    } else groups.push({ startMs: word.startMs, endMs: word.endMs, text: word.text, count: 1 })
    isOpen = endingMark(word.text) === null
  }
  return groups.map(({ startMs, endMs, text }) => ({ startMs, endMs, text }))
}
