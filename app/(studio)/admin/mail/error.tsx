'use client'

import { Button } from '@/app/_ui/button'
import { ErrorState } from '@/app/_ui/error-state'

export default function AdminMailError({ reset }: { readonly reset: () => void }) {
  return (
    <ErrorState
      title="The mail could not be loaded"
      kept="Nothing was sent or changed."
      actions={<Button onClick={reset}>Try again</Button>}
    />
  )
}
