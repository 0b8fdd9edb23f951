/**
 * The product's colours as mail clients need them: hex, twice. The light ones are inline, where every client reads them; the dark ones
 * stand in a media query for clients that know one. Clients that invert by themselves find solid colours with room to invert.
 */
export const colors = {
  canvas: ['#faf8f6', '#100e0c'],
  surface: ['#ffffff', '#181512'],
  line: ['#e3dfdb', '#2d2926'],
  ink: ['#1c1612', '#f3f0eb'],
  soft: ['#4f4742', '#c0bbb5'],
  faint: ['#6e6660', '#99928b'],
  good: ['#0b6834', '#6dd88e'],
  goodSoft: ['#e3f7e7', '#122718'],
  warn: ['#7b5100', '#f3c358'],
  warnSoft: ['#fdf3d9', '#30230b'],
  bad: ['#b3203a', '#f98a92'],
  badSoft: ['#feeeee', '#391a1c'],
} as const

/** Alike in both themes. */
export const accent = '#fd6a25'
export const onAccent = '#1a0b06'
/** Behind pictures. */
export const stage = '#080605'

export type ColorName = keyof typeof colors

/** Text on the ground behind pictures: that ground is dark in both themes. */
export const onStage = { ink: colors.ink[1], soft: colors.soft[1], faint: colors.faint[1] } as const

export const light = (name: ColorName): string => colors[name][0]

export const fontFamily =
  "'Hanken Grotesk', -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
export const monoFamily = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"

const names = Object.keys(colors) as ColorName[]
const texts = ['ink', 'soft', 'faint', 'good', 'warn', 'bad'] as const satisfies readonly ColorName[]

const important = (property: string, name: ColorName) => `{ ${property}: ${colors[name][1]} !important }`

/** A class per colour and use: `ink` colours text, `bg-surface` a ground, `border-line` a border. */
export const darkStyles = `body { background-color: ${colors.canvas[0]} }
@media (prefers-color-scheme: dark) {
body { background-color: ${colors.canvas[1]} !important }
${texts.map((name) => `.${name} ${important('color', name)}`).join('\n')}
${names.map((name) => `.bg-${name} ${important('background-color', name)}`).join('\n')}
.border-line ${important('border-color', 'line')}
}
@media (max-width: 480px) {
.card { padding: 28px 20px !important }
.stack { display: block !important; width: auto !important; border-left: 0 !important }
.figure { padding: 0 0 6px !important } .figure span { display: inline !important }
.hero-picture { margin: 0 auto !important; width: 180px !important; height: 320px !important }
.hero { padding: 20px 20px 0 !important }
}`
