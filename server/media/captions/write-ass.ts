import { needsSpace } from '../transcript/join-words'
import { hasUnspaced } from '../transcript/unspaced-script'
import type { Cue, CueWord } from '../types'
import { escapeAss } from './escape-ass'
import type { OutputFace } from './faces-in-output'
import { assFontSize, type Font, fontOf, measureText } from './fonts'
import { placeBlocks } from './place-block'
import { safeWidth } from './plan-captions'
import type { CaptionStyle } from './styles'

type AssInput = {
  readonly cues: readonly Cue[]
  readonly style: CaptionStyle
  readonly size: { readonly widthPx: number; readonly heightPx: number }
  readonly shownText: (text: string) => string
  readonly faces: readonly OutputFace[]
}

/** docs/captions.md: a word wider than the box shrinks to this at most, then it is hyphenated. */
const minShrink = 0.6

type PlacedWord = { readonly word: CueWord; readonly text: string; readonly widthPx: number; readonly isExact: boolean }
type Layout = {
  readonly lines: readonly (readonly PlacedWord[])[]
  readonly widthPx: number
  readonly heightPx: number
  readonly scale: number
}

/**
 * The ASS document that burns in and previews alike. PlayRes is the output's size, so that one unit is one pixel.
 * Where every width is known, each word is an event at its own place: the spoken one can pop without pushing its neighbours.
 * Other scripts are set by libass as whole lines, in their own direction.
 */
export const writeAss = ({ cues, style, size, shownText, faces }: AssInput): string => {
  const font = fontOf(style.font)
  const emPx = style.em * size.heightPx
  const layouts = cues.map((cue) => layOut(cue, style, font, emPx, size.widthPx * safeWidth, shownText))
  const pad = style.hasPlate ? style.outlineEm * emPx * 2 : 0
  const centres = placeBlocks(
    cues.map((cue, position) => ({
      startMs: cue.startMs,
      endMs: cue.endMs,
      w: ((layouts[position]?.widthPx ?? 0) + pad) / size.widthPx,
      h: ((layouts[position]?.heightPx ?? 0) + pad) / size.heightPx,
    })),
    faces,
  )
  const isFromRight = isRightToLeft(cues.flatMap((cue) => cue.lines.flat()))
  const events = cues.flatMap((cue, position) => {
    const layout = layouts[position]
    if (!layout) return []
    const centre = { x: size.widthPx / 2, y: (centres[position] ?? 0.64) * size.heightPx }
    const isPlaced = style.active !== null && layout.lines.every((line) => line.every((word) => word.isExact))
    return isPlaced
      ? placedEvents(cue, layout, centre, style, font, emPx)
      : [flowingEvent(cue, layout, centre, style, isFromRight)]
  })
  return `${header(style, font, emPx, size)}${events.join('\n')}${events.length > 0 ? '\n' : ''}`
}

const layOut = (
  cue: Cue,
  style: CaptionStyle,
  font: Font,
  emPx: number,
  boxPx: number,
  shownText: (text: string) => string,
): Layout => {
  const widest = Math.max(
    1,
    ...cue.lines.flatMap((line) => line.map((word) => measureText(font, shownText(word.text)).widthEm * emPx)),
  )
  const scale = Math.min(1, Math.max(minShrink, boxPx / widest))
  const place = (word: CueWord): PlacedWord => {
    const text = hyphenate(shownText(word.text), font, emPx * scale, boxPx)
    const parts = text.split('\n').map((part) => measureText(font, part))
    return {
      word,
      text,
      widthPx: Math.max(...parts.map((part) => part.widthEm)) * emPx * scale,
      isExact: parts.length === 1 && parts.every((part) => part.isExact),
    }
  }
  const lines = cue.lines.map((line) => line.map(place))
  const rows = lines.reduce((sum, line) => sum + Math.max(1, ...line.map((word) => word.text.split('\n').length)), 0)
  const widthPx = Math.max(0, ...lines.map((line) => lineWidth(line, spaceEm(font, style) * emPx * scale)))
  return { lines, widthPx, heightPx: rows * style.lineHeight * emPx * scale, scale }
}

/** In words placed one by one the outline of both neighbours eats into the space between them; half of it is given back. */
export const spaceEm = (font: Font, style: CaptionStyle): number =>
  measureText(font, ' ').widthEm + (style.active === null ? 0 : style.outlineEm)

const gapBefore = (line: readonly PlacedWord[], position: number, space: number): number => {
  const [before, word] = [line[position - 1], line[position]]
  return before && word && needsSpace(before.text, word.text) ? space : 0
}

const lineWidth = (line: readonly PlacedWord[], space: number): number =>
  line.reduce((sum, word, position) => sum + word.widthPx + gapBefore(line, position, space), 0)

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Breaks a word that is too wide even when shrunk. Pieces are joined by a line break; each but the last ends in a hyphen, which scripts
 * without spaces do not have.
 */
const hyphenate = (text: string, font: Font, emPx: number, boxPx: number): string => {
  const isWider = (part: string) => measureText(font, part).widthEm * emPx > boxPx
  if (!isWider(text)) return text
  const hyphen = hasUnspaced(text) ? '' : '-'
  const pieces: string[] = []
  let piece = ''
  for (const { segment } of graphemes.segment(text)) {
    if (piece !== '' && isWider(`${piece}${segment}${hyphen}`)) {
      pieces.push(`${piece}${hyphen}`)
      piece = ''
    }
    piece += segment
  }
  return [...pieces, piece].join('\n')
}

const placedEvents = (
  cue: Cue,
  layout: Layout,
  centre: { x: number; y: number },
  style: CaptionStyle,
  font: Font,
  emPx: number,
): string[] => {
  const space = spaceEm(font, style) * emPx * layout.scale
  const rowPx = style.lineHeight * emPx * layout.scale
  const order = layout.lines.flat()
  return layout.lines.flatMap((line, row) => {
    const y = centre.y + (row - (layout.lines.length - 1) / 2) * rowPx
    let x = centre.x - lineWidth(line, space) / 2
    return line.map((placed, position) => {
      x += gapBefore(line, position, space)
      const at = `\\an5\\pos(${round(x + placed.widthPx / 2)},${round(y)})`
      x += placed.widthPx
      const until = order[order.indexOf(placed) + 1]?.word.startMs ?? cue.endMs
      return dialogue(
        cue,
        `{${at}${shrink(layout.scale)}${spoken(placed.word, until, cue, style, layout.scale)}}${escapeAss(placed.text)}`,
      )
    })
  })
}

const spoken = (word: CueWord, untilMs: number, cue: Cue, style: CaptionStyle, scale: number): string => {
  if (!style.active) return ''
  const from = Math.max(0, word.startMs - cue.startMs)
  const to = Math.max(from + 1, untilMs - cue.startMs)
  const { color, pop, popMs } = style.active
  const size = (factor: number) => `\\fscx${round(factor * scale * 100)}\\fscy${round(factor * scale * 100)}`
  const half = popMs / 2
  return (
    `\\t(${from},${from + 1},\\c${assColor(color)})` +
    `\\t(${from},${from + half},${size(pop)})\\t(${from + half},${from + popMs},${size(1)})` +
    (to < cue.endMs - cue.startMs ? `\\t(${to},${to + 1},\\c${assColor(style.color)})` : '')
  )
}

/** Invisible: a line that begins with a foreign name or a number would else be set from the left. */
const rightToLeftMark = '\u200f'

const rightToLeft = /(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u

const isRightToLeft = (words: readonly CueWord[]): boolean =>
  words.filter((word) => rightToLeft.test(word.text)).length * 2 > words.length

const flowingEvent = (
  cue: Cue,
  layout: Layout,
  centre: { x: number; y: number },
  style: CaptionStyle,
  isFromRight: boolean,
): string => {
  // Karaoke timing in whole lines: the word's colour changes, nothing is scaled, libass sets direction and shape.
  const mark = (placed: PlacedWord): string => {
    const text = escapeAss(placed.text)
    if (!style.active) return text
    const from = Math.max(0, placed.word.startMs - cue.startMs)
    const to = Math.max(from + 1, placed.word.endMs - cue.startMs)
    const { color } = style.active
    return `{\\c${assColor(style.color)}\\t(${from},${from + 1},\\c${assColor(color)})\\t(${to},${to + 1},\\c${assColor(style.color)})}${text}`
  }
  const isForeign = !layout.lines.flat().some((placed) => rightToLeft.test(placed.text))
  const direction = isFromRight && !isForeign ? rightToLeftMark : ''
  const lines = layout.lines.map(
    (line) =>
      direction +
      line.map((placed, position) => `${gapBefore(line, position, 1) > 0 ? ' ' : ''}${mark(placed)}`).join(''),
  )
  return dialogue(cue, `{\\an5\\pos(${round(centre.x)},${round(centre.y)})${shrink(layout.scale)}}${lines.join('\\N')}`)
}

const shrink = (scale: number): string => (scale < 1 ? `\\fscx${round(scale * 100)}\\fscy${round(scale * 100)}` : '')

const header = (style: CaptionStyle, font: Font, emPx: number, size: { widthPx: number; heightPx: number }): string => {
  const color = assColor(style.color).slice(0, -1)
  const outline = assColor(style.outlineColor).slice(0, -1)
  const fields = [
    'Default',
    font.family,
    round(assFontSize(font, emPx)),
    color,
    color,
    outline,
    style.hasPlate ? outline : '&H80000000',
    font.bold ? -1 : 0,
    0,
    0,
    0,
    100,
    100,
    0,
    0,
    style.hasPlate ? 3 : 1,
    round(style.outlineEm * emPx),
    round(style.shadowEm * emPx),
    5,
    0,
    0,
    0,
    // Encoding -1 lets libass find each line's direction (FriBidi) instead of assuming left to right.
    -1,
  ]
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${size.widthPx}`,
    `PlayResY: ${size.heightPx}`,
    'WrapStyle: 2',
    'ScaledBorderAndShadow: yes',
    'YCbCr Matrix: TV.709',
    '',
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding',
    `Style: ${fields.join(',')}`,
    '',
    '[Events]',
    'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
    '',
  ].join('\n')
}

const dialogue = (cue: Cue, text: string): string =>
  `Dialogue: 0,${stamp(cue.startMs)},${stamp(cue.endMs)},Default,,0,0,0,,${text}`

/** ASS counts hundredths; both ends of neighbouring cues round alike, so none overlap and none blink. */
const stamp = (ms: number): string => {
  const hundredths = Math.round(ms / 10)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(hundredths / 360_000)}:${pad(Math.floor(hundredths / 6000) % 60)}:${pad(Math.floor(hundredths / 100) % 60)}.${pad(hundredths % 100)}`
}

/** RRGGBB to ASS's &HBBGGRR&. */
const assColor = (rgb: string): string => `&H00${rgb.slice(4, 6)}${rgb.slice(2, 4)}${rgb.slice(0, 2)}&`

const round = (value: number): number => Math.round(value * 100) / 100
