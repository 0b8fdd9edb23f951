import type { CaptionDocument } from '../types'
import { assFontSize, fontOf } from './fonts'

type Size = { readonly widthPx: number; readonly heightPx: number }

const text = 'ClipForge'
/** Of the frame's shorter side: legible on a phone, smaller than any caption. */
const em = 0.034
/** Off the top left corner: players put their buttons at the right and at the bottom, captions stand lower. */
const marginEm = 1.5

/**
 * The free plan's mark, drawn through the same document as the captions: half-transparent white with a soft edge, for as long as the
 * clip lasts. Without captions the document holds the mark alone.
 */
export const addMark = (
  document: CaptionDocument | null,
  { size, durationMs }: { readonly size: Size; readonly durationMs: number },
): CaptionDocument => {
  const font = fontOf('inter-bold')
  const emPx = em * Math.min(size.widthPx, size.heightPx)
  const style = `Style: Mark,${font.family},${round(assFontSize(font, emPx))},&H60FFFFFF,&H60FFFFFF,&HA0000000,&HA0000000,-1,0,0,0,100,100,0,0,1,${round(emPx * 0.06)},0,7,0,0,0,1`
  const at = round(emPx * marginEm)
  // A second more than the clip: rounding must not uncover its last frame.
  const event = `Dialogue: 1,0:00:00.00,${stamp(durationMs + 1_000)},Mark,,0,0,0,,{\\an7\\pos(${at},${at})\\blur0.6}${text}`
  const ass = document?.ass ?? emptyAss(size)
  return {
    style: document?.style ?? 'none',
    cues: document?.cues ?? [],
    ass: `${ass.replace('\n\n[Events]', `\n${style}\n\n[Events]`)}${event}\n`,
    fonts: [...new Set([...(document?.fonts ?? []), font.file])],
  }
}

const emptyAss = ({ widthPx, heightPx }: Size): string =>
  [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${widthPx}`,
    `PlayResY: ${heightPx}`,
    'WrapStyle: 2',
    'ScaledBorderAndShadow: yes',
    'YCbCr Matrix: TV.709',
    '',
    '[V4+ Styles]',
    'Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding',
    '',
    '[Events]',
    'Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text',
    '',
  ].join('\n')

const stamp = (ms: number): string => {
  const hundredths = Math.ceil(ms / 10)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(hundredths / 360_000)}:${pad(Math.floor(hundredths / 6000) % 60)}:${pad(Math.floor(hundredths / 100) % 60)}.${pad(hundredths % 100)}`
}

const round = (value: number): number => Math.round(value * 100) / 100
