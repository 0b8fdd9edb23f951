'use client'

import { useEffect, useState } from 'react'

const listeners = new Set<(message: string) => void>()

/** Tells screen readers of a change that is otherwise only seen: "Clip 3 of 8 is ready". */
export const announce = (message: string): void => {
  for (const listener of listeners) listener(message)
}

type Said = readonly [string, string]

/** A region is read out when its text changes: the next message goes into the empty one of two, so that the same is heard twice. */
export const say = ([first]: Said, message: string): Said => (first === '' ? [message, ''] : ['', message])

/** Where announcements are put; once per layout. */
export function Announcer() {
  const [[first, second], setSaid] = useState<Said>(['', ''])
  useEffect(() => {
    const listen = (message: string) => setSaid((said) => say(said, message))
    listeners.add(listen)
    return () => void listeners.delete(listen)
  }, [])
  return (
    <>
      <div aria-live="polite" className="sr-only">
        {first}
      </div>
      <div aria-live="polite" className="sr-only">
        {second}
      </div>
    </>
  )
}
