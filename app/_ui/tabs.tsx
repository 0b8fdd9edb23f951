'use client'

import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

/** Views of one thing. Give `value` and `onChange` to keep the choice in the address. */
export function Tabs({
  tabs,
  label,
  value,
  onChange,
  className,
}: {
  readonly tabs: readonly {
    readonly value: string
    readonly label: ReactNode
    readonly count?: number
    readonly content: ReactNode
  }[]
  readonly label: string
  readonly value?: string
  readonly onChange?: (value: string) => void
  readonly className?: string
}) {
  const first = tabs[0]?.value ?? ''
  return (
    <Radix.Root
      {...(value === undefined ? { defaultValue: first } : { value })}
      {...(onChange ? { onValueChange: onChange } : {})}
      className={classNames('flex min-h-0 flex-col', className)}
    >
      <Radix.List aria-label={label} className="scroll-row flex shrink-0 gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="relative flex h-10 items-center gap-1.5 px-3 font-medium whitespace-nowrap text-ink-faint transition-colors hover:text-ink data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-3 data-[state=active]:after:-bottom-px data-[state=active]:after:h-0.5 data-[state=active]:after:bg-ink focus-visible:-outline-offset-2"
          >
            {tab.label}
            {tab.count !== undefined && <span className="numbers text-xs text-ink-faint">{tab.count}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.value}
          value={tab.value}
          className="min-h-0 flex-1 pt-4 focus-visible:-outline-offset-2"
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
