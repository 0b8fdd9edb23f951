'use client'

import { useSyncExternalStore } from 'react'
import { buttonClass } from '@/app/_ui/button-class'
import { Notice } from '@/app/_ui/notice'
import { sessionEnd } from './session-end'

/** To the door, and back to the page that is open. */
const signInHere = (): string =>
  `/sign-in?next=${encodeURIComponent(`${window.location.pathname}${window.location.search}`)}`

/** Says, once the session has ended, that nothing goes on without signing in. */
export function SessionNote() {
  const hasEnded = useSyncExternalStore(sessionEnd.subscribe, sessionEnd.get, sessionEnd.getOnServer)
  if (!hasEnded) return null
  return (
    <div className="pointer-events-none fixed inset-x-0 top-3 z-50 flex justify-center px-3">
      <Notice
        tone="bad"
        title="You are signed out"
        className="pointer-events-auto max-w-xl shadow-float"
        actions={
          // A whole new page, so that nothing of the last session stays in memory.
          <a
            href={signInHere()}
            className={buttonClass('secondary', 'sm')}
            // The page may have changed since.
            onClick={(event) => {
              event.currentTarget.href = signInHere()
            }}
          >
            Sign in
          </a>
        }
      >
        Your session has ended. Sign in, and you are back on this page.
      </Notice>
    </div>
  )
}
