'use client'

import { useEffect, useState } from 'react'

const listeners = new Set<(message: string) => void>()

/** Tells screen readers of a change that is otherwise only seen: "Clip 3 of 8 is ready". */
export const announce = (message: string): void => {
  for (const listener of listeners) listener(message)
}

/** Where announcements are put; once per layout. */
export function Announcer() {
  const [message, setMessage] = useState('')
  useEffect(() => {
    listeners.add(setMessage)
    return () => void listeners.delete(setMessage)
  }, [])
  return (
    <div aria-live="polite" className="sr-only">
      {message}
    </div>
  )
}
