'use client'

import { Tooltip as Radix } from 'radix-ui'
import { type ReactElement, type ReactNode, useState } from 'react'
import { Kbd } from './kbd'
import { useIsLive } from './use-is-live'

export const TooltipProvider = ({ children }: { readonly children: ReactNode }) => (
  <Radix.Provider delayDuration={350} skipDelayDuration={200}>
    {children}
  </Radix.Provider>
)

/** A word on hover and focus. It repeats or shortens, and never holds what can't be found elsewhere. */
export function Tooltip({
  label,
  keys,
  side = 'top',
  children,
}: {
  readonly label: ReactNode
  /** The shortcut, as shown: "Ctrl K". */
  readonly keys?: string
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  readonly children: ReactElement
}) {
  // There is one on every icon: what nobody looks at is not drawn at all.
  const [isOpen, setIsOpen] = useState(false)
  const isLive = useIsLive()
  if (!isLive) return children
  return (
    <Radix.Root onOpenChange={setIsOpen}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      {isOpen && (
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 flex max-w-64 animate-fade-in items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs font-medium text-canvas"
          >
            {label}
            {keys && <Kbd keys={keys} isInverse />}
          </Radix.Content>
        </Radix.Portal>
      )}
    </Radix.Root>
  )
}
