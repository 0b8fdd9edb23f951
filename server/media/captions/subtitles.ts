import { editDurationMs } from '../edl'
import { joinWords } from '../transcript/join-words'
import type { Cue, EditList, Word } from '../types'
import { captionWords } from './caption-words'
import { isWide } from './fonts'
import { groupWords } from './group-words'

/** What subtitle guides agree on (BBC, Netflix): two lines of at most 42 characters (21 wide ones), 17 characters a second. */
const readable = { maxWords: 14, maxLines: 2, maxLineWidth: 42, maxCharsPerSecond: 17 } as const

/** Cues for a player, whatever style is burned in: output time, every word once. */
export const planSubtitles = (words: readonly Word[], edit: EditList, language: string): Cue[] =>
  groupWords(captionWords(words, edit), {
    ...readable,
    language,
    widthOf: (text) => [...text].reduce((sum, sign) => sum + (isWide(sign.codePointAt(0) ?? 0) ? 2 : 1), 0),
    durationMs: editDurationMs(edit),
  })

export const toSrt = (cues: readonly Cue[]): string =>
  cues
    .map(
      (cue, position) =>
        `${position + 1}\n${stamp(cue.startMs, ',')} --> ${stamp(cue.endMs, ',')}\n${cueText(cue, false)}\n`,
    )
    .join('\n')

export const toVtt = (cues: readonly Cue[]): string =>
  `WEBVTT\n\n${cues.map((cue) => `${stamp(cue.startMs, '.')} --> ${stamp(cue.endMs, '.')}\n${cueText(cue, true)}\n`).join('\n')}`

const cueText = (cue: Cue, isMarkup: boolean): string =>
  cue.lines.map((line) => (isMarkup ? escapeVtt(joinWords(line)) : joinWords(line))).join('\n')

const escapeVtt = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const stamp = (ms: number, mark: ',' | '.'): string => {
  const pad = (value: number, width: number) => String(value).padStart(width, '0')
  return `${pad(Math.floor(ms / 3_600_000), 2)}:${pad(Math.floor(ms / 60_000) % 60, 2)}:${pad(Math.floor(ms / 1000) % 60, 2)}${mark}${pad(ms % 1000, 3)}`
}
