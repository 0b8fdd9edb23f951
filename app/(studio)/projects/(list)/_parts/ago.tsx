'use client'

import { useSyncExternalStore } from 'react'
import { formatAgo } from '@/app/_ui/format'

const tickMs = 30_000

const subscribe = (listener: () => void) => {
  const timer = setInterval(listener, tickMs)
  return () => clearInterval(timer)
}

/** How long ago, for as long as it is looked at. Only the browser says it (the server's clock is not the reader's); until then its place is kept. */
export const Ago = ({ at }: { readonly at: Date }) => {
  const text = useSyncExternalStore(
    subscribe,
    () => formatAgo(at, new Date()),
    () => '\u00a0',
  )
  return (
    <time dateTime={at.toISOString()} className="min-w-21">
      {text}
    </time>
  )
}
