'use client'

import { Button } from '@/app/_ui/button'
import { ErrorState } from '@/app/_ui/error-state'

export default function OpsError({ reset }: { readonly reset: () => void }) {
  return (
    <ErrorState
      title="The figures could not be loaded"
      kept="They are still being counted; /health and /metrics answer without the database."
      actions={<Button onClick={reset}>Try again</Button>}
    />
  )
}
