'use client'

import { Button } from '@/app/_ui/button'
import { ErrorState } from '@/app/_ui/error-state'
import { LinkButton } from '@/app/_ui/link-button'

export default function ClipError({ reset }: { readonly reset: () => void }) {
  return (
    <ErrorState
      title="This clip could not be shown"
      kept="Its files are safe."
      actions={
        <>
          <Button onClick={reset}>Try again</Button>
          <LinkButton variant="ghost" href="/projects">
            Go to your projects
          </LinkButton>
        </>
      }
    />
  )
}
