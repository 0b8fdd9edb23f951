import type { CSSProperties } from 'react'
import { captionStyles } from '@/server/media/captions/styles'
import type { projectSettingsSchema } from '@/server/projects/schemas'

type CaptionChoice = ReturnType<typeof projectSettingsSchema.parse>['captions']
type Style = (typeof captionStyles)[number]

const words = ['This', 'part', 'stays'] as const
const spoken = 1
/** Height of the picture a preview stands for, in pixels: captions are sized as a share of it. */
const pictureHeightPx = 420

const textStyle = (style: Style): CSSProperties => ({
  fontSize: style.em * pictureHeightPx,
  lineHeight: style.lineHeight,
  fontWeight: style.font.includes('black') ? 900 : style.font.includes('bold') ? 700 : 500,
  textTransform: style.isUpperCase ? 'uppercase' : 'none',
  color: `#${style.color}`,
  ...(style.hasPlate
    ? { background: `#${style.outlineColor}`, padding: `0 ${style.outlineEm}em` }
    : {
        WebkitTextStroke: `${style.outlineEm * 2}em #${style.outlineColor}`,
        paintOrder: 'stroke fill',
        textShadow: `0 ${style.shadowEm}em ${style.shadowEm}em #${style.outlineColor}`,
      }),
})

/** A style's own numbers on three words, the middle one being spoken. */
const CaptionDrawing = ({ style }: { readonly style: Style }) => (
  <span className="grid h-20 w-full place-items-center">
    <span style={textStyle(style)} className="text-center whitespace-nowrap">
      {words.map((word, index) => (
        <span key={word} style={index === spoken && style.active ? { color: `#${style.active.color}` } : {}}>
          {index > 0 && ' '}
          {word}
        </span>
      ))}
    </span>
  </span>
)

/** Read from the renderer's own table of styles: a new one appears here by itself. */
export const captionChoices = (ids: readonly CaptionChoice[]) =>
  ids.flatMap((value) => {
    if (value === 'none')
      return [
        {
          value,
          label: 'None',
          drawing: <span className="grid h-20 w-full place-items-center text-on-stage-soft">no words</span>,
        },
      ]
    const style = captionStyles.find(({ id }) => id === value)
    return style ? [{ value, label: style.name, drawing: <CaptionDrawing style={style} /> }] : []
  })
