'use client'

import './_ui/ui.css'
import { Button } from './_ui/button'

/** Stands in for the whole document when even the layout failed: as few parts as can be. */
export default function GlobalError({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="grid min-h-dvh place-items-center px-4">
          <div className="max-w-lg">
            <title>Something broke</title>
            <h1 className="text-2xl font-semibold">The page could not be shown</h1>
            <p className="mt-2 text-read text-ink-soft">
              Something broke on our side. Your videos and clips are kept, and work under way goes on.
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
