'use client'

import { useId, useState } from 'react'
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

const framingHints: Readonly<Record<Framing, string>> = {
  auto: 'Each shot as suits it: who speaks, two people, or the whole picture.',
  focus: 'Close on who speaks, all the way.',
  fit: 'Nothing is cut off at the sides.',
}

/** It is there, or on its way. One that failed or was cancelled is rendered again. */
export const isThere = (renders: readonly RenderData[], choice: RenderChoice): boolean =>
  renders.some(
    (render) =>
      render.aspect === choice.aspect &&
      render.framing === choice.framing &&
      render.captions === choice.captions &&
      render.state !== 'failed' &&
      render.state !== 'cancelled',
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
  const id = useId()
  const choice = { aspect, framing, captions }
  const isHad = isThere(renders, choice)
  return (
    <>
      <section className="border-t border-line pt-5">
        <h2 className="mb-3 font-semibold">Render another file</h2>
        <form
          id={id}
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            onRender(choice)
          }}
        >
          <Field label="Shape">
            <Segmented
              value={aspect}
              onChange={setAspect}
              options={aspectIds.map((value) => ({ value, label: value, icon: <Shape aspect={value} /> }))}
            />
          </Field>
          <Field label="Framing" hint={framingHints[framing]}>
            <Segmented value={framing} onChange={setFraming} options={framingOptions} />
          </Field>
          <Field label="Captions">
            <Select value={captions} onChange={setCaptions} options={captionOptions} />
          </Field>
        </form>
      </section>
      {/* Not inside of the form: at the foot of the panel it is in reach however many files there are. */}
      <div className="-mt-2 md:sticky md:-bottom-4 md:-mx-4 md:-mb-4 md:border-t md:border-line md:bg-surface md:px-4 md:py-3">
        <WaitingButton
          type="submit"
          form={id}
          className="w-full"
          untilMs={isHad ? null : heldUntilMs}
          disabled={isHad}
          isBusy={isBusy}
          busyLabel="Asking for it"
        >
          {isHad ? 'You have this one already' : `Render ${aspect}`}
        </WaitingButton>
      </div>
    </>
  )
}
