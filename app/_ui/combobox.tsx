'use client'

import { Command } from 'cmdk'
import { Check, ChevronsUpDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { classNames } from './class-names'
import { controlClass } from './control-class'
import { useFieldControl } from './field'
import { floatClass, itemClass } from './float-class'
import type { Option } from './select'

/** One of a long list, found by typing. */
export function Combobox({
  value,
  onChange,
  options,
  label,
  searchLabel = 'Search',
  emptyText = 'Nothing matches. Try fewer letters.',
  disabled = false,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly Option[]
  /** Needed outside of a <Field>. */
  readonly label?: string
  readonly searchLabel?: string
  readonly emptyText?: string
  readonly disabled?: boolean
}) {
  const control = useFieldControl()
  const [isOpen, setIsOpen] = useState(false)
  const chosen = options.find((option) => option.value === value)
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger
        {...control}
        {...(label ? { 'aria-label': label } : {})}
        role="combobox"
        aria-expanded={isOpen}
        disabled={disabled}
        className={classNames(controlClass, 'flex h-9 items-center justify-between gap-2 text-left touch:h-11')}
      >
        <span className="truncate">{chosen?.label ?? 'Choose'}</span>
        <ChevronsUpDown className="size-4 shrink-0 text-ink-faint" aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={classNames(floatClass, 'w-(--radix-popover-trigger-width) min-w-56')}
        >
          <Command label={searchLabel} {...(chosen ? { defaultValue: chosen.label } : {})}>
            <Command.Input
              placeholder={searchLabel}
              className="h-10 w-full border-b border-line bg-transparent px-3 text-base outline-none touch:text-lg"
            />
            <Command.List className="max-h-64 overflow-y-auto p-1">
              <Command.Empty className="p-3 text-sm text-ink-faint">{emptyText}</Command.Empty>
              {options.map((option) => (
                <Command.Item
                  key={option.value}
                  value={option.label}
                  className={itemClass}
                  onSelect={() => {
                    onChange(option.value)
                    setIsOpen(false)
                  }}
                >
                  <span className="min-w-0 flex-1 truncate">{option.label}</span>
                  {option.note && <span className="text-sm text-ink-faint">{option.note}</span>}
                  {option.value === value && <Check className="text-accent-ink!" />}
                </Command.Item>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
