'use client'

import { Switch as Radix } from 'radix-ui'
import { type ReactNode, useId } from 'react'

/** A setting that is on or off at once, with its words: `<Switch label="Remove silence" … />`. */
export function Switch({
  label,
  note,
  isOn,
  onChange,
  disabled = false,
}: {
  readonly label: string
  readonly note?: ReactNode
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
  readonly disabled?: boolean
}) {
  const id = useId()
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {note && (
          <p id={`${id}-note`} className="text-sm text-ink-faint">
            {note}
          </p>
        )}
      </div>
      <Radix.Root
        id={id}
        checked={isOn}
        onCheckedChange={onChange}
        disabled={disabled}
        {...(note ? { 'aria-describedby': `${id}-note` } : {})}
        className="relative h-5 w-9 shrink-0 rounded-full border border-control-line bg-sunken transition-colors before:absolute before:-inset-2.5 data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-50"
      >
        <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-ink-soft transition-transform data-[state=checked]:translate-x-4.5 data-[state=checked]:bg-on-accent" />
      </Radix.Root>
    </div>
  )
}
