'use client'

import { useEffect, useRef } from 'react'
import { classNames } from '../class-names'

/**
 * A still picture that moves, without sound, while `isActive`, but for whoever asked for less motion. The video is asked for at the first time it is wanted, and
 * the still stays until its first frame is there.
 */
export function HoverVideo({
  posterUrl,
  videoUrl,
  isActive,
  loading = 'lazy',
  onTime,
  className,
}: {
  readonly posterUrl: string | null
  readonly videoUrl: string | null
  readonly isActive: boolean
  /** Eager: in sight when the page opens; first: the one picture that is waited for. */
  readonly loading?: 'first' | 'eager' | 'lazy'
  /** Seconds into the clip, while it plays; null when it stops. */
  readonly onTime?: (ms: number | null) => void
  readonly className?: string
}) {
  const video = useRef<HTMLVideoElement>(null)
  const wasActive = useRef(false)
  if (isActive) wasActive.current = true

  useEffect(() => {
    const element = video.current
    if (!element) return
    if (isActive && !window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      element.currentTime = 0
      // A browser that refuses to play leaves the still in place.
      element.play().catch(() => element.removeAttribute('data-playing'))
      return
    }
    element.pause()
    element.removeAttribute('data-playing')
    onTime?.(null)
  }, [isActive, onTime])

  return (
    <span className={classNames('relative block size-full overflow-hidden bg-stage', className)}>
      {posterUrl && (
        // biome-ignore lint/performance/noImgElement: signed addresses expire, an optimiser would keep them
        <img
          src={posterUrl}
          alt=""
          loading={loading === 'lazy' ? 'lazy' : 'eager'}
          fetchPriority={loading === 'first' ? 'high' : 'auto'}
          decoding="async"
          className="size-full object-cover"
        />
      )}
      {videoUrl && (
        <video
          ref={video}
          src={isActive || wasActive.current ? videoUrl : undefined}
          muted
          loop
          playsInline
          preload="none"
          tabIndex={-1}
          aria-hidden="true"
          onPlaying={(event) => event.currentTarget.setAttribute('data-playing', '')}
          onTimeUpdate={(event) => isActive && onTime?.(event.currentTarget.currentTime * 1000)}
          className="absolute inset-0 size-full object-cover opacity-0 transition-opacity data-[playing]:opacity-100"
        />
      )}
    </span>
  )
}
