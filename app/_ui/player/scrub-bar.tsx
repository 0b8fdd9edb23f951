'use client'

import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { formatTimecode } from '../format'
import type { Player } from './create-player'
import { usePlayerState } from './use-player'

/** Where a key takes a slider of time, or null when it is not one of its keys. */
const destination = ({ key, shiftKey }: KeyboardEvent, ms: number, durationMs: number): number | null => {
  switch (key) {
    case 'ArrowLeft':
      return ms - (shiftKey ? 1000 : 100)
    case 'ArrowRight':
      return ms + (shiftKey ? 1000 : 100)
    case 'ArrowDown':
      return ms - 1000
    case 'ArrowUp':
      return ms + 1000
    case 'PageDown':
      return ms - 5000
    case 'PageUp':
      return ms + 5000
    case 'Home':
      return 0
    case 'End':
      return durationMs
    default:
      return null
  }
}

/** Where the picture is, and the way to anywhere in it. Hover says the time under the pointer. */
export function ScrubBar({ player, durationMs }: { readonly player: Player; readonly durationMs: number }) {
  const track = useRef<HTMLDivElement>(null)
  const [hoverMs, setHoverMs] = useState<number | null>(null)
  const currentMs = usePlayerState(player, (state) => Math.round(state.currentMs))
  const bufferedMs = usePlayerState(player, (state) => Math.round(state.bufferedMs))
  const share = (ms: number) => (durationMs > 0 ? Math.min(1, Math.max(0, ms / durationMs)) : 0)

  const msAt = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect()
    if (!box || box.width === 0) return 0
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * durationMs
  }
  const press = (event: KeyboardEvent) => {
    const to = destination(event, player.getState().currentMs, durationMs)
    if (to === null) return
    event.preventDefault()
    player.seek(to)
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={0}
      aria-valuemax={Math.round(durationMs)}
      aria-valuenow={Math.min(currentMs, Math.round(durationMs))}
      aria-valuetext={`${formatTimecode(currentMs, true)} of ${formatTimecode(durationMs, true)}`}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        player.seek(msAt(event))
      }}
      onPointerMove={(event) => {
        setHoverMs(msAt(event))
        if (event.currentTarget.hasPointerCapture(event.pointerId)) player.seek(msAt(event))
      }}
      onPointerLeave={() => setHoverMs(null)}
      className="group relative flex h-5 cursor-pointer touch-none items-center rounded-sm touch:h-10"
    >
      <div
        ref={track}
        className="relative h-1 w-full overflow-hidden rounded-full bg-pressed transition-[height] group-hover:h-1.5"
      >
        <div
          className="absolute inset-0 origin-left bg-line-strong"
          style={{ transform: `scaleX(${share(bufferedMs)})` }}
        />
        <div className="absolute inset-0 origin-left bg-accent" style={{ transform: `scaleX(${share(currentMs)})` }} />
      </div>
      <div
        className="pointer-events-none absolute size-3 -translate-x-1/2 rounded-full bg-accent"
        style={{ left: `${share(currentMs) * 100}%` }}
      />
      {hoverMs !== null && (
        <span
          className="numbers pointer-events-none absolute bottom-full mb-1 -translate-x-1/2 rounded-md bg-ink px-1.5 py-0.5 text-xs text-canvas"
          style={{ left: `clamp(1.5rem, ${share(hoverMs) * 100}%, calc(100% - 1.5rem))` }}
        >
          {formatTimecode(hoverMs, true)}
        </span>
      )}
    </div>
  )
}
