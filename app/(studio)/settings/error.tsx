'use client'

import { PartError } from '@/app/_trpc/part-error'

export default function SettingsError(props: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  return <PartError {...props} title="These settings could not be loaded" kept="Nothing was changed." isPage={false} />
}
