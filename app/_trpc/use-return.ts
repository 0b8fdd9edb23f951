'use client'

import { useEffect, useRef } from 'react'
import { passingDigest } from '@/server/errors'

/** Not all come back in the same second. */
const delayMs = () => 1_500 + 1_500 * Math.random()

/**
 * For an error page: whether what happened passes by itself. Then the server is asked whether it is ready, and once it is, `again` is called for as long as
 * this is still shown.
 */
export const useReturn = (error: { readonly digest?: string }, again: () => void): boolean => {
  const isPassing = error.digest === passingDigest
  const latest = useRef(again)
  useEffect(() => {
    latest.current = again
  })
  useEffect(() => {
    if (!isPassing) return
    let timer: ReturnType<typeof setTimeout>
    const look = async () => {
      const isReady = await fetch('/health/ready', { cache: 'no-store' }).then(
        ({ ok }) => ok,
        () => false,
      )
      if (isOver) return
      if (isReady) latest.current()
      timer = setTimeout(look, delayMs())
    }
    let isOver = false
    timer = setTimeout(look, delayMs())
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [isPassing])
  return isPassing
}

/** Words for what passes. */
export const returnWords = {
  title: 'We’ll be right back',
  text: 'ClipForge does not answer right now. Your videos and clips are kept, and this page opens by itself.',
} as const
