'use client'

import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names'
import { controlClass } from './control-class'
import { useFieldControl } from './field'
import { floatClass, itemClass } from './float-class'

export type Option<Value extends string = string> = {
  readonly value: Value
  readonly label: string
  readonly note?: string
  readonly icon?: ReactNode
}

/** One of a short, known list. For more than about fifteen, or when typing helps, use <Combobox>. */
export function Select<Value extends string>({
  value,
  onChange,
  options,
  label,
  placeholder,
  disabled = false,
  className,
}: {
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly options: readonly Option<Value>[]
  /** Needed outside of a <Field>. */
  readonly label?: string
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly className?: string
}) {
  const control = useFieldControl()
  const choose = (next: string) => {
    const chosen = options.find((option) => option.value === next)
    if (chosen) onChange(chosen.value)
  }
  return (
    <Radix.Root value={value} onValueChange={choose} disabled={disabled}>
      <Radix.Trigger
        {...control}
        {...(label ? { 'aria-label': label } : {})}
        className={classNames(
          controlClass,
          'flex h-9 items-center justify-between gap-2 text-left touch:h-11 [&>span]:truncate',
          className,
        )}
      >
        <Radix.Value placeholder={placeholder} />
        <Radix.Icon>
          <ChevronDown className="size-4 text-ink-faint" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className={classNames(
            floatClass,
            'max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width)',
          )}
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className={itemClass}>
                {option.icon}
                <span className="min-w-0 flex-1">
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.note && <span className="block text-sm text-ink-faint">{option.note}</span>}
                </span>
                <Radix.ItemIndicator>
                  <Check className="size-4 text-accent-ink" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
