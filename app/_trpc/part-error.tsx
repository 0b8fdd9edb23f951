'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, startTransition } from 'react'
import { Button } from '@/app/_ui/button'
import { ErrorState } from '@/app/_ui/error-state'
import { returnWords, useReturn } from './use-return'

/** In place of a page within the frame of the product, whose parts around it still work. */
export function PartError({
  error,
  reset,
  title,
  kept,
  actions,
  isPage = true,
}: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
  /** "This project could not be shown" */
  readonly title: string
  readonly kept: string
  readonly actions?: ReactNode
  /** False where the page's heading is drawn around it. */
  readonly isPage?: boolean
}) {
  const router = useRouter()
  const again = () =>
    startTransition(() => {
      router.refresh()
      reset()
    })
  const isPassing = useReturn(error, again)
  if (isPassing)
    return (
      <ErrorState title={returnWords.title} actions={actions} isPage={isPage}>
        {returnWords.text}
      </ErrorState>
    )
  return (
    <ErrorState
      title={title}
      isPage={isPage}
      kept={kept}
      actions={
        <>
          <Button onClick={again}>Try again</Button>
          {actions}
        </>
      }
    />
  )
}
