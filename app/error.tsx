'use client'

import { returnWords, useReturn } from './_trpc/use-return'
import { Button } from './_ui/button'
import { LinkButton } from './_ui/link-button'
import { StatusPage } from './_ui/status-page'

export default function PageError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  // The whole page is missing, so there is nothing on it to keep.
  const isPassing = useReturn(error, () => window.location.reload())
  if (isPassing)
    return (
      <StatusPage title={returnWords.title} actions={<LinkButton href="/">Start page</LinkButton>}>
        <p role="status">{returnWords.text}</p>
      </StatusPage>
    )
  return (
    <StatusPage
      title="This page could not be shown"
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
          <LinkButton href="/projects">Your projects</LinkButton>
        </>
      }
    >
      <p>Something broke on our side. Your videos and clips are kept, and work under way goes on.</p>
      {error.digest && (
        <p className="mt-3 text-base text-ink-faint">
          If you write to us, mention <span className="numbers">{error.digest}</span>.
        </p>
      )}
    </StatusPage>
  )
}
