'use client'

import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import { Toaster as Sonner } from 'sonner'

/** Where toasts appear; once per layout. Text is announced politely. */
export const Toaster = () => (
  <Sonner
    position="bottom-center"
    offset={{ bottom: 'calc(1.25rem + env(safe-area-inset-bottom))' }}
    mobileOffset={{ bottom: 'calc(4.75rem + var(--action-bar, 0rem) + env(safe-area-inset-bottom))' }}
    icons={{
      success: <CircleCheck className="size-4 text-good" />,
      error: <CircleAlert className="size-4 text-bad" />,
      info: <Info className="size-4 text-ink-faint" />,
    }}
    toastOptions={{
      unstyled: true,
      classNames: {
        toast:
          'flex w-(--width) items-center gap-3 rounded-lg border border-line bg-raised px-4 py-3 font-sans text-base text-ink shadow-float',
        content: 'min-w-0 flex-1',
        title: 'font-medium',
        description: 'text-ink-soft',
        actionButton:
          'h-8 shrink-0 rounded-md border border-line-strong px-2.5 text-sm font-medium hover:bg-hover touch:h-10',
      },
    }}
  />
)
