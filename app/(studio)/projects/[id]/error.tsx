'use client'

import { Button } from '@/app/_ui/button'
import { ErrorState } from '@/app/_ui/error-state'
import { LinkButton } from '@/app/_ui/link-button'

export default function ProjectError({ reset }: { readonly reset: () => void }) {
  return (
    <ErrorState
      title="This project could not be shown"
      kept="Your video and your clips are safe, and work on them goes on."
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
