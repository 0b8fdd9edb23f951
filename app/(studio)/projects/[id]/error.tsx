'use client'

import { PartError } from '@/app/_trpc/part-error'
import { LinkButton } from '@/app/_ui/link-button'

export default function ProjectError(props: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  return (
    <PartError
      {...props}
      title="This project could not be shown"
      kept="Your video and your clips are safe, and work on them goes on."
      actions={
        <LinkButton variant="ghost" href="/projects">
          Go to your projects
        </LinkButton>
      }
    />
  )
}
