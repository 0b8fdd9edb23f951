import type { CaptionDocument, EditList, Word } from '../types'
import { captionWords } from './caption-words'
import type { OutputFace } from './faces-in-output'
import { fontOf, measureText } from './fonts'
import { groupWords } from './group-words'
import { captionStyle } from './styles'
import { writeAss } from './write-ass'

export type CaptionInput = {
  /** Source time; those outside the edit are left out. */
  readonly words: readonly Word[]
  readonly edit: EditList
  readonly style: string
  readonly size: { readonly widthPx: number; readonly heightPx: number }
  readonly language: string
  readonly faces: readonly OutputFace[]
}

/** spec/captions: at 1080 pixels of width text keeps within x 140-940. */
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
    widthOf: (text) => measureText(font, shownText(text)).widthEm * emPx,
    maxLineWidth: safeWidth * size.widthPx,
  })
  return { style: style.id, cues, ass: writeAss({ cues, style, size, shownText, faces }), fonts: [font.file] }
}
