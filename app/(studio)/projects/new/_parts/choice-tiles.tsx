'use client'

import { RadioGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from '@/app/_ui/class-names'
import { useFieldControl } from '@/app/_ui/field'

/** One of a few choices, each drawn. Inside a <Field>. */
export function ChoiceTiles<Value extends string>({
  value,
  onChange,
  choices,
  className,
}: {
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly choices: readonly {
    readonly value: Value
    readonly label: string
    readonly note?: string
    readonly drawing: ReactNode
  }[]
  /** The grid's columns. */
  readonly className: string
}) {
  const control = useFieldControl()
  const choose = (next: string) => {
    const chosen = choices.find((choice) => choice.value === next)
    if (chosen) onChange(chosen.value)
  }
  return (
    <RadioGroup.Root {...control} value={value} onValueChange={choose} className={classNames('grid gap-2', className)}>
      {choices.map((choice) => (
        <RadioGroup.Item
          key={choice.value}
          value={choice.value}
          className="group flex min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface text-left transition-colors hover:border-line-strong data-[state=checked]:border-accent data-[state=checked]:ring-1 data-[state=checked]:ring-accent"
        >
          <span className="dark-room grid w-full place-items-center overflow-hidden bg-stage-raised" aria-hidden="true">
            {choice.drawing}
          </span>
          <span className="grid w-full flex-1 content-start gap-0.5 px-2.5 py-2">
            <span className="flex items-center justify-between gap-2 font-medium">
              {choice.label}
              <span
                className="size-2 shrink-0 rounded-full bg-accent opacity-0 group-data-[state=checked]:opacity-100"
                aria-hidden="true"
              />
            </span>
            {choice.note && <span className="text-sm text-ink-faint">{choice.note}</span>}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
