'use client'

import { PartError } from '@/app/_trpc/part-error'

export default function OpsError(props: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  return (
    <PartError
      {...props}
      title="The figures could not be loaded"
      kept="They are still being counted; /health and /metrics answer without the database."
    />
  )
}
