'use client'

import { Check } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { classNames } from './class-names'

/** A yes to a sentence, or one row of a selection. `isLabelHidden` keeps the words for screen readers only. */
export function Checkbox({
  label,
  isChecked,
  onChange,
  isLabelHidden = false,
  disabled = false,
}: {
  readonly label: ReactNode
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
  readonly isLabelHidden?: boolean
  readonly disabled?: boolean
}) {
  const id = useId()
  return (
    <div className="flex items-start gap-2.5">
      <Radix.Root
        id={id}
        checked={isChecked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next === true)}
        className="relative mt-0.5 grid size-4 shrink-0 place-items-center rounded-sm border border-control-line bg-surface before:absolute before:-inset-3 data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-50"
      >
        <Radix.Indicator>
          <Check className="size-3 text-on-accent" strokeWidth={3} aria-hidden="true" />
        </Radix.Indicator>
      </Radix.Root>
      <label htmlFor={id} className={classNames(isLabelHidden && 'sr-only')}>
        {label}
      </label>
    </div>
  )
}
