'use client'

import { useState } from 'react'
import { Field } from '@/app/_ui/field'
import { Segmented } from '@/app/_ui/segmented'
import { Select } from '@/app/_ui/select'
import { useShortcuts } from '@/app/_ui/shortcuts'
import { WaitingButton } from '@/app/_ui/waiting-button'
import { aspectIds } from '@/server/media/aspect'
import { aspectRatio } from '../../_parts/aspect-ratio'
import { captionOptions, framingLabels } from '../../_parts/render-words'
import type { RenderData } from '../../_parts/types'

type Aspect = (typeof aspectIds)[number]
type Framing = keyof typeof framingLabels
export type RenderChoice = { readonly aspect: Aspect; readonly framing: Framing; readonly captions: string }

const framingOptions = [
  { value: 'auto', label: 'By shot' },
  { value: 'focus', label: 'Speaker' },
  { value: 'fit', label: 'Whole' },
] as const

const Shape = ({ aspect }: { readonly aspect: string }) => (
  <span
    aria-hidden="true"
    className="h-3.5 rounded-[2px] border border-current opacity-70"
    style={{ aspectRatio: aspectRatio(aspect) }}
  />
)

/** The same clip as another file. What there is already is not rendered twice. */
export function RenderForm({
  renders,
  isBusy,
  heldUntilMs,
  onRender,
}: {
  readonly renders: readonly RenderData[]
  readonly isBusy: boolean
  /** Until then no other render is taken. */
  readonly heldUntilMs: number | null
  readonly onRender: (choice: RenderChoice) => void
}) {
  const taken = new Set(renders.map(({ aspect }) => aspect))
  const [aspect, setAspect] = useState<Aspect>(aspectIds.find((each) => !taken.has(each)) ?? '9:16')
  const [framing, setFraming] = useState<Framing>('auto')
  const [captions, setCaptions] = useState(renders[0]?.captions ?? 'karaoke')
  useShortcuts(
    'Another file',
    framingOptions.map(({ value }, index) => ({
      keys: `${index + 1}`,
      label: `Framing: ${framingLabels[value].toLowerCase()}`,
      run: () => setFraming(value),
    })),
  )
  const isThere = renders.some(
    (render) => render.aspect === aspect && render.framing === framing && render.captions === captions,
  )
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        onRender({ aspect, framing, captions })
      }}
    >
      <Field label="Shape">
        <Segmented
          value={aspect}
          onChange={setAspect}
          options={aspectIds.map((value) => ({ value, label: value, icon: <Shape aspect={value} /> }))}
        />
      </Field>
      <Field label="Framing" hint={`${framingLabels[framing]}.`}>
        <Segmented value={framing} onChange={setFraming} options={framingOptions} />
      </Field>
      <Field label="Captions">
        <Select value={captions} onChange={setCaptions} options={captionOptions} />
      </Field>
      <WaitingButton
        type="submit"
        untilMs={isThere ? null : heldUntilMs}
        disabled={isThere}
        isBusy={isBusy}
        busyLabel="Asking for it"
      >
        {isThere ? 'You have this one already' : `Render ${aspect}`}
      </WaitingButton>
    </form>
  )
}
