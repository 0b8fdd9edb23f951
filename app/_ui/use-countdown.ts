'use client'

import { useEffect, useState } from 'react'

/** Whole seconds until then, counting down by itself; 0 when it is over, or there is nothing to wait for. */
export const useCountdown = (untilMs: number | null): number => {
  const left = () => (untilMs === null ? 0 : Math.max(0, Math.ceil((untilMs - Date.now()) / 1_000)))
  const [, redraw] = useState(0)
  const isOver = left() === 0
  useEffect(() => {
    if (untilMs === null || isOver) return
    // Sooner than a second, so that none is seen twice or left out.
    const timer = setInterval(() => redraw((count) => count + 1), 250)
    return () => clearInterval(timer)
  }, [untilMs, isOver])
  return left()
}
