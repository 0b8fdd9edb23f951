'use client'

import { RadioGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import { useFieldControl } from './field'

/** One of two to five short choices, all in sight. */
export function Segmented<Value extends string>({
  value,
  onChange,
  options,
  label,
  className,
}: {
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly { readonly value: Value; readonly label: string; readonly icon?: ReactNode }[]
  /** Needed outside of a <Field>. */
  readonly label?: string
  readonly className?: string
}) {
  const control = useFieldControl()
  const choose = (next: string) => {
    const chosen = options.find((option) => option.value === next)
    if (chosen) onChange(chosen.value)
  }
  return (
    <RadioGroup.Root
      {...control}
      {...(label ? { 'aria-label': label } : {})}
      value={value}
      onValueChange={choose}
      orientation="horizontal"
      className={classNames('flex gap-0.5 rounded-lg border border-line bg-sunken p-0.5', className)}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className="flex h-8 min-w-0 flex-auto items-center justify-center gap-1.5 rounded-md px-2 sm:px-2.5 text-sm font-medium whitespace-nowrap text-ink-soft transition-colors hover:text-ink data-[state=checked]:bg-raised data-[state=checked]:text-ink data-[state=checked]:ring-1 data-[state=checked]:ring-line-strong touch:h-10 [&>svg]:size-4"
        >
          {option.icon}
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
