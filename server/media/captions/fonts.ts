import { z } from 'zod'
import metrics from './font-metrics.json'

/**
 * What layout must know of the fonts, taken from the font files by `scripts/font-metrics.mjs`: libass sizes a font by
 * OS/2 winAscent + winDescent (as GDI does), CSS by em, and this is the one place that converts.
 */
const fontIds = ['montserrat-black', 'inter-medium', 'inter-bold'] as const
export type FontId = (typeof fontIds)[number]

const fontSchema = z.object({
  id: z.enum(fontIds),
  family: z.string(),
  bold: z.boolean(),
  file: z.string(),
  /** Thousandths of an em. */
  winAscent: z.number(),
  winDescent: z.number(),
  /** First code point of a run -> advances in thousandths of an em; 0 = no glyph. */
  advances: z.record(z.string(), z.array(z.number())),
})

export type Font = z.infer<typeof fontSchema>

const fonts: ReadonlyMap<FontId, Font> = new Map(
  z
    .array(fontSchema)
    .parse(metrics)
    .map((font) => [font.id, font]),
)

export const fontOf = (id: FontId): Font => {
  const font = fonts.get(id)
  if (!font) throw new RangeError(`No metrics for font ${id}; run node scripts/font-metrics.mjs`)
  return font
}

/** ASS `Fontsize` for an em of so many pixels. */
export const assFontSize = (font: Font, emPx: number): number => (emPx * (font.winAscent + font.winDescent)) / 1000

const advanceOf = (font: Font, code: number): number => {
  for (const [from, row] of Object.entries(font.advances)) {
    const advance = row[code - Number(from)]
    if (advance !== undefined) return advance
  }
  return 0
}

/** Average of scripts that the packaged fonts lack: CJK is a square; connected scripts run to about 0.6 em a character. */
const unmeasuredAdvance = (code: number): number => (isWide(code) ? 1000 : isMark(code) ? 0 : 600)

/** Width in em without kerning. `isExact` is false where a character is not in the font and its width is a guess. */
export const measureText = (font: Font, text: string): { widthEm: number; isExact: boolean } => {
  let thousandths = 0
  let isExact = true
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    const advance = advanceOf(font, code)
    if (advance === 0 && !isMark(code)) isExact = false
    thousandths += advance === 0 ? unmeasuredAdvance(code) : advance
  }
  return { widthEm: thousandths / 1000, isExact }
}

/** East Asian wide and full-width blocks (Unicode UAX 11, the ranges subtitles meet). */
export const isWide = (code: number): boolean =>
  (code >= 0x1100 && code <= 0x115f) ||
  (code >= 0x2e80 && code <= 0xa4cf) ||
  (code >= 0xac00 && code <= 0xd7a3) ||
  (code >= 0xf900 && code <= 0xfaff) ||
  (code >= 0xfe30 && code <= 0xfe6f) ||
  (code >= 0xff00 && code <= 0xff60) ||
  (code >= 0x20000 && code <= 0x3fffd)

const isMark = (code: number): boolean => /^[\p{M}\p{Cf}]$/u.test(String.fromCodePoint(code))
