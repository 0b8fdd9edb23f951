'use client'

import { PartError } from '@/app/_trpc/part-error'
import { LinkButton } from '@/app/_ui/link-button'

export default function ClipError(props: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  return (
    <PartError
      {...props}
      title="This clip could not be shown"
      kept="Its files are safe."
      actions={
        <LinkButton variant="ghost" href="/projects">
          Go to your projects
        </LinkButton>
      }
    />
  )
}
