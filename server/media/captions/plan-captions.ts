import { editDurationMs } from '../edl'
import type { CaptionDocument, EditList, Word } from '../types'
import { captionWords } from './caption-words'
import type { OutputFace } from './faces-in-output'
import { fontOf, measureText } from './fonts'
import { groupWords } from './group-words'
import { captionStyle } from './styles'
import { spaceEm, writeAss } from './write-ass'

export type CaptionInput = {
  /** Source time; those outside the edit are left out. */
  readonly words: readonly Word[]
  readonly edit: EditList
  readonly style: string
  readonly size: { readonly widthPx: number; readonly heightPx: number }
  readonly language: string
  readonly faces: readonly OutputFace[]
}

/** docs/captions.md: at 1080 pixels of width text keeps within x 140-940. */
export const safeWidth = 800 / 1080

/** Words to a finished ASS document. Every word that remains in the edit is shown exactly once. */
export const planCaptions = ({ words, edit, style: styleId, size, language, faces }: CaptionInput): CaptionDocument => {
  const style = captionStyle(styleId)
  const font = fontOf(style.font)
  // Turkish and a few others have rules of their own; a tag the runtime may not know must not stop a render.
  const caseLocale = /^[a-z]{2,3}$/.test(language) ? language : 'en'
  const emPx = style.em * size.heightPx
  const shownText = (text: string) => (style.isUpperCase ? text.toLocaleUpperCase(caseLocale) : text)
  const cues = groupWords(captionWords(words, edit), {
    language,
    maxWords: style.maxWords,
    maxLines: style.maxLines,
    maxCharsPerSecond: style.maxCharsPerSecond,
    // Only the spaces between words: a word has none.
    widthOf: (text) => {
      const wider = (text.split(' ').length - 1) * (spaceEm(font, style) - measureText(font, ' ').widthEm)
      return (measureText(font, shownText(text)).widthEm + wider) * emPx
    },
    maxLineWidth: safeWidth * size.widthPx,
    durationMs: editDurationMs(edit),
  })
  return { style: style.id, cues, ass: writeAss({ cues, style, size, shownText, faces }), fonts: [font.file] }
}
