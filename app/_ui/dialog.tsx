'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { buttonClass } from './button-class'
import { classNames } from './class-names'

const placements = {
  centre:
    'sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:max-h-[calc(100dvh-4rem)] sm:w-[30rem] sm:-translate-1/2 sm:animate-pop-in sm:rounded-xl sm:border',
  side: 'sm:inset-y-0 sm:right-0 sm:left-auto sm:max-h-none sm:w-[26rem] sm:animate-slide-in sm:rounded-none sm:border-t-0 sm:border-l',
}

export type DialogProps = {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  readonly title: string
  readonly description?: ReactNode
  readonly children: ReactNode
  /** Buttons, right-aligned, the main one last. */
  readonly footer?: ReactNode
  readonly placement?: keyof typeof placements
}

/** A short question or form over the page: centred, on a phone at the bottom edge. */
export function Dialog({
  isOpen,
  onOpenChange,
  title,
  description,
  children,
  footer,
  placement = 'centre',
}: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={classNames(
            'fixed inset-x-0 bottom-0 z-50 flex max-h-[85dvh] animate-rise-in flex-col rounded-t-2xl border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] shadow-float sm:pb-0',
            placements[placement],
          )}
        >
          <div className="px-5 pt-5 pr-14 pb-4">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            {description && <Radix.Description className="mt-0.5 text-ink-soft">{description}</Radix.Description>}
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer && <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3.5">{footer}</div>}
          {/* Last, so that opening puts the focus on what is asked, not on the way out. */}
          <Radix.Close
            aria-label="Close"
            className={classNames(buttonClass('ghost', 'sm'), 'absolute top-4 right-3 w-8 px-0 touch:min-w-10')}
          >
            <X aria-hidden="true" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
