import type { FontId } from './fonts'

/**
 * A caption style is data: the picker, the renderer, the docs and the API read this list. Sizes are shares of the frame's
 * height (docs/captions.md: karaoke 3.9 %, simple 2.6 %). Colours are RRGGBB.
 */
export type CaptionStyle = {
  readonly id: string
  readonly name: string
  readonly look: string
  readonly font: FontId
  /** Em size, share of the frame's height. */
  readonly em: number
  readonly isUpperCase: boolean
  readonly color: string
  /** The word being spoken; null when nothing marks it. */
  readonly active: { readonly color: string; readonly pop: number; readonly popMs: number } | null
  /** Width of the outline in em; with a plate, the plate's padding. */
  readonly outlineEm: number
  readonly outlineColor: string
  readonly shadowEm: number
  /** A solid rectangle behind the text instead of an outline. */
  readonly hasPlate: boolean
  readonly lineHeight: number
  readonly maxWords: number
  readonly maxLines: 1 | 2
  /** Characters a second that a reader can follow; static styles only. */
  readonly maxCharsPerSecond: number | null
}

const styles = [
  {
    id: 'karaoke',
    name: 'Karaoke',
    look: 'Heavy geometric capitals; the spoken word turns green and pops',
    font: 'montserrat-black',
    em: 0.039,
    isUpperCase: true,
    color: 'FFFFFF',
    active: { color: '3DF56B', pop: 1.08, popMs: 120 },
    outlineEm: 0.1,
    outlineColor: '000000',
    shadowEm: 0.03,
    hasPlate: false,
    lineHeight: 1.18,
    maxWords: 5,
    maxLines: 2,
    maxCharsPerSecond: null,
  },
  {
    id: 'simple',
    name: 'Simple',
    look: 'A plain subtitle: white, thin outline, nothing moves',
    font: 'inter-medium',
    em: 0.026,
    isUpperCase: false,
    color: 'FFFFFF',
    active: null,
    outlineEm: 0.07,
    outlineColor: '101010',
    shadowEm: 0.02,
    hasPlate: false,
    lineHeight: 1.25,
    maxWords: 12,
    maxLines: 2,
    maxCharsPerSecond: 17,
  },
  {
    id: 'highContrast',
    name: 'High contrast',
    look: 'White on a solid black plate, nothing moves',
    font: 'inter-bold',
    em: 0.03,
    isUpperCase: false,
    color: 'FFFFFF',
    active: null,
    outlineEm: 0.22,
    outlineColor: '000000',
    shadowEm: 0,
    hasPlate: true,
    lineHeight: 1.4,
    maxWords: 10,
    maxLines: 2,
    maxCharsPerSecond: 17,
  },
] as const satisfies readonly CaptionStyle[]

export const captionStyles: readonly CaptionStyle[] = styles
export const captionStyleIds: readonly string[] = styles.map((style) => style.id)

/** The style of that id, else the plain one: a caption is never lost for a name. */
export const captionStyle = (id: string): CaptionStyle => captionStyles.find((style) => style.id === id) ?? styles[1]
