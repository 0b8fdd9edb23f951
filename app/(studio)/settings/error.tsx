'use client'

import { Button } from '@/app/_ui/button'
import { ErrorState } from '@/app/_ui/error-state'

export default function SettingsError({ reset }: { readonly reset: () => void }) {
  return (
    <ErrorState
      title="These settings could not be loaded"
      kept="Nothing was changed."
      actions={<Button onClick={reset}>Try again</Button>}
    />
  )
}
