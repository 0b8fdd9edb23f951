import { aspectIds, outputSize } from '@/server/media/aspect'

const notes: Record<(typeof aspectIds)[number], string> = {
  '9:16': 'Shorts, Reels, TikTok',
  '1:1': 'Square feed',
  '4:5': 'Tall feed',
  '16:9': 'Wide',
}

/** Longest side of the drawn frame. */
const longPx = 52

export const aspectChoices = aspectIds.map((value) => {
  const { widthPx, heightPx } = outputSize[value]
  const scale = longPx / Math.max(widthPx, heightPx)
  return {
    value,
    label: value,
    note: notes[value],
    drawing: (
      <span className="grid h-20 place-items-center">
        <span
          className="block rounded-sm border-2 border-on-stage-soft"
          style={{ width: widthPx * scale, height: heightPx * scale }}
        />
      </span>
    ),
  }
})
