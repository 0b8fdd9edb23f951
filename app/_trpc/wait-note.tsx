'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { formatDuration } from '@/app/_ui/format'
import { Spinner } from '@/app/_ui/spinner'
import { useCountdown } from '@/app/_ui/use-countdown'
import { useIsOnline } from './use-is-online'
import { waitStore } from './waits'

/** Shorter waits are none to speak of. */
const quietMs = 2_000

/** Says that the page waits and goes on by itself: for a connection at once, for the server when it has lasted two seconds. */
export function WaitNote() {
  const waits = useSyncExternalStore(waitStore.subscribe, waitStore.get, waitStore.getOnServer)
  const [nowMs, setNowMs] = useState(0)
  useEffect(() => {
    if (waits.length === 0) return
    setNowMs(Date.now())
    const timer = setInterval(() => setNowMs(Date.now()), 250)
    return () => clearInterval(timer)
  }, [waits])
  const shown = waits.filter(({ sinceMs }) => nowMs - sinceMs >= quietMs)
  const limits = shown.filter(({ kind }) => kind === 'limit')
  const untilMs = limits.length === 0 ? null : Math.max(...limits.map((wait) => wait.untilMs))
  const seconds = useCountdown(untilMs)
  const isOnline = useIsOnline()
  const isShown = !isOnline || (shown.length > 0 && (untilMs === null || seconds > 0))
  const isSilent = shown.every(({ kind }) => kind === 'silent')
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-3 z-50 flex justify-center px-4">
      {isShown && (
        <p className="flex items-center gap-2 rounded-full border border-line bg-raised px-4 py-2 text-sm shadow-float">
          <Spinner />
          {!isOnline ? (
            'You are offline. This goes on when the connection is back.'
          ) : untilMs === null ? (
            isSilent ? (
              'No answer, trying again'
            ) : (
              'Busy, retrying'
            )
          ) : (
            <span>
              Too many requests. Again in {/* Read out once, not every second. */}
              <span className="numbers" aria-hidden="true">
                {formatDuration(seconds * 1_000)}
              </span>
              <span className="sr-only">a moment</span>
            </span>
          )}
        </p>
      )}
    </div>
  )
}
