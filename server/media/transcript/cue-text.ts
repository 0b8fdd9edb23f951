export type SubtitleWord = { readonly text: string; readonly speaker?: string }

/** Formatting that SRT players know. Other angle brackets are the author's own text. */
const srtMarkup = /<\/?(?:[ibus]|font|span)>|<(?:font|span)\s[^<>]*>|\{\\[^{}]*\}/gi
const vttPiece = /<v(?:\.[^\s<>.]*)*[ \t]+([^<>]*)>|<\/v>|<[^<>]*>/g

/** Words of a cue, in order, markup taken off; in WebVTT the voice span that a word stands in names its speaker. */
export const parseCueText = (text: string, isVtt: boolean): SubtitleWord[] => {
  if (!isVtt) return split(text.replace(srtMarkup, ''))
  const words: SubtitleWord[] = []
  let pending = ''
  let speaker: string | undefined
  let position = 0
  const flush = () => {
    words.push(...split(decodeEntities(pending), speaker))
    pending = ''
  }
  for (const match of text.matchAll(vttPiece)) {
    pending += text.slice(position, match.index)
    position = match.index + match[0].length
    const isVoice = match[1] !== undefined
    if (!isVoice && match[0] !== '</v>') continue
    flush()
    speaker = isVoice ? decodeEntities(match[1] ?? '').trim() || undefined : undefined
  }
  pending += text.slice(position)
  flush()
  return words
}

const split = (text: string, speaker?: string): SubtitleWord[] =>
  text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => (speaker === undefined ? { text: word } : { text: word, speaker }))

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  lrm: '\u200E',
  rlm: '\u200F',
}
const lastCodePoint = 0x10ffff

/** WebVTT text is escaped as HTML is; what is no known escape stays as it stands. */
const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name)] ?? whole
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
    return code > 0 && code <= lastCodePoint ? String.fromCodePoint(code) : whole
  })
