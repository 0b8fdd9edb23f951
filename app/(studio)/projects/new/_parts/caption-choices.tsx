import { captionStyles } from '@/server/media/captions/styles'
import type { projectSettingsSchema } from '@/server/projects/schemas'

type CaptionChoice = ReturnType<typeof projectSettingsSchema.parse>['captions']
type Style = (typeof captionStyles)[number]

const words = ['This', 'part', 'stays'] as const
const spoken = 1
/** Height of the picture a preview stands for: captions are sized as a share of it. */
const pictureHeight = 420
const box = { width: 150, height: 72 }

const weightOf = (font: Style['font']): number => (font.includes('black') ? 900 : font.includes('bold') ? 700 : 500)

/** A style's own numbers on three words, the middle one being spoken. */
const CaptionDrawing = ({ style }: { readonly style: Style }) => {
  const em = style.em * pictureHeight
  const middle = box.height / 2
  return (
    <svg viewBox={`0 0 ${box.width} ${box.height}`} aria-hidden="true" className="h-20 w-full">
      <text
        x={box.width / 2}
        y={middle}
        dominantBaseline="central"
        textAnchor="middle"
        fontSize={em}
        fontWeight={weightOf(style.font)}
        fill={`#${style.color}`}
        {...(style.hasPlate
          ? { filter: `url(#plate-${style.id})` }
          : {
              stroke: `#${style.outlineColor}`,
              strokeWidth: style.outlineEm * 2 * em,
              strokeLinejoin: 'round',
              paintOrder: 'stroke',
            })}
      >
        {words.map((word, index) => (
          <tspan key={word} {...(index === spoken && style.active ? { fill: `#${style.active.color}` } : {})}>
            {index > 0 && ' '}
            {style.isUpperCase ? word.toUpperCase() : word}
          </tspan>
        ))}
      </text>
      {style.hasPlate && (
        // A plate as wide as its text, whatever the font: the text's own box, flooded.
        <filter id={`plate-${style.id}`} x="-6%" y="-20%" width="112%" height="140%">
          <feFlood floodColor={`#${style.outlineColor}`} />
          <feComposite in="SourceGraphic" />
        </filter>
      )}
    </svg>
  )
}

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
