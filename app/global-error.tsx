'use client'

import './_ui/ui.css'
import { returnWords, useReturn } from './_trpc/use-return'
import { Button } from './_ui/button'

/** Stands in for the whole document when even the layout failed: as few parts as can be. */
export default function GlobalError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  const isPassing = useReturn(error, () => window.location.reload())
  return (
    <html lang="en">
      <body>
        <main className="grid min-h-dvh place-items-center px-4">
          <div className="max-w-lg">
            <title>{isPassing ? returnWords.title : 'Something broke'}</title>
            <h1 className="text-2xl font-semibold">{isPassing ? returnWords.title : 'The page could not be shown'}</h1>
            <p className="mt-2 text-read text-ink-soft">
              {isPassing
                ? returnWords.text
                : 'Something broke on our side. Your videos and clips are kept, and work under way goes on.'}
            </p>
            <Button variant="primary" className="mt-6" onClick={reset}>
              Try again
            </Button>
          </div>
        </main>
      </body>
    </html>
  )
}
