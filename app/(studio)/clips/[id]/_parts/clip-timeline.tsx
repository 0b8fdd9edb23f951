'use client'

import { type PointerEvent, type ReactNode, useRef } from 'react'
import { classNames } from '@/app/_ui/class-names'
import { formatTimecode } from '@/app/_ui/format'
import type { Player } from '@/app/_ui/player/create-player'
import { usePlayerState } from '@/app/_ui/player/use-player'
import { rulerTicks } from '@/app/(studio)/projects/[id]/_parts/lay-out-moments'
import { outputToSourceMs, sourceToOutputMs } from '@/server/media/edl/map-time'
import type { EditList } from '@/server/media/types'
import type { ClipData } from '../../_parts/types'
import type { CameraStep } from './camera-steps'
import { groupWords } from './group-captions'

/** Of the source before and after the clip, to see what it was cut from. */
const marginMs = 2000

const Lane = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="contents">
    <p className="sticky left-0 z-10 flex items-center bg-surface pr-3 text-xs text-ink-faint">{name}</p>
    <div className="relative h-8 overflow-hidden border-l border-line">{children}</div>
  </div>
)

/** The clip on its source's time: what is kept, what the camera does, what is said. A press goes there. */
export function ClipTimeline({
  clip,
  edit,
  steps,
  player,
}: {
  readonly clip: ClipData
  readonly edit: EditList
  readonly steps: readonly CameraStep[]
  readonly player: Player
}) {
  const track = useRef<HTMLDivElement>(null)
  const tenths = usePlayerState(player, (state) => Math.round(state.currentMs / 40))
  const fromMs = Math.max(0, clip.startMs - marginMs)
  const toMs = Math.min(clip.project.durationMs || clip.endMs + marginMs, clip.endMs + marginMs)
  const spanMs = Math.max(1, toMs - fromMs)
  const left = (ms: number) => `${((ms - fromMs) / spanMs) * 100}%`
  const place = (startMs: number, endMs: number) => ({
    left: left(startMs),
    width: `${((endMs - startMs) / spanMs) * 100}%`,
  })
  const headMs = outputToSourceMs(edit, tenths * 40)
  const groups = groupWords(clip.words).map((group) => ({
    ...group,
    startMs: outputToSourceMs(edit, group.startMs),
    endMs: outputToSourceMs(edit, group.endMs),
  }))
  const sorted = [...steps].sort((a, b) => a.tMs - b.tMs)

  const seekTo = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect()
    if (!box || box.width === 0) return
    const ms = fromMs + Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * spanMs
    const kept = sourceToOutputMs(edit, Math.round(ms))
    if (kept !== null) player.seek(kept)
  }

  return (
    <section
      aria-label="Timeline"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: on a narrow screen it scrolls sideways, by keys too
      tabIndex={0}
      className="overflow-x-auto rounded-xl border border-line bg-surface px-4 pt-2 pb-3"
    >
      <div className="relative grid min-w-2xl grid-cols-[4.5rem_1fr] gap-y-1">
        <span />
        <div ref={track} className="relative h-5 text-2xs text-ink-faint" aria-hidden="true">
          {rulerTicks(toMs, Math.max(4, Math.round((toMs / spanMs) * 10)))
            .filter((ms) => ms > fromMs)
            .map((ms) => (
              <span
                key={ms}
                className="numbers absolute bottom-0 border-l border-line-strong pl-1 leading-none"
                style={{ left: left(ms) }}
              >
                {formatTimecode(ms)}
              </span>
            ))}
        </div>
        <Lane name="Kept">
          <div className="absolute inset-y-1 inset-x-0 rounded-sm border border-dashed border-line-strong" />
          {edit.ranges.map((range) => (
            <div
              key={range.startMs}
              className="absolute inset-y-1 rounded-sm bg-ink-soft"
              style={place(range.startMs, range.endMs)}
            />
          ))}
        </Lane>
        {sorted.length > 0 && (
          <Lane name="Camera">
            {sorted.map((step, index) => (
              <div
                key={step.tMs}
                title={step.reason}
                className={classNames(
                  'absolute inset-y-1 truncate rounded-sm border px-1.5 text-xs leading-6',
                  step.mode === 'fit' ? 'border-line-strong bg-sunken' : 'border-line-strong bg-pressed',
                )}
                style={place(Math.max(step.tMs, fromMs), sorted[index + 1]?.tMs ?? clip.endMs)}
              >
                {step.mode === 'fit' ? 'Whole picture' : 'Speaker'}
              </div>
            ))}
          </Lane>
        )}
        {groups.length > 0 && (
          <Lane name="Words">
            {groups.map((group) => (
              <div
                key={group.startMs}
                title={group.text}
                className={classNames(
                  'absolute inset-y-1 truncate rounded-sm border px-1.5 text-xs leading-6',
                  headMs >= group.startMs && headMs < group.endMs
                    ? 'border-accent-line bg-accent-soft text-accent-ink'
                    : 'border-line text-ink-soft',
                )}
                style={place(group.startMs, group.endMs)}
              >
                {group.text}
              </div>
            ))}
          </Lane>
        )}
        {/* The words and the player's own bar say and do the same for keys and screen readers. */}
        <div
          aria-hidden="true"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            seekTo(event)
          }}
          onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)}
          className="absolute inset-y-0 right-0 left-18 cursor-col-resize"
        >
          <span
            className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-accent before:absolute before:-top-0.5 before:left-1/2 before:size-2.5 before:-translate-x-1/2 before:rounded-full before:bg-accent"
            style={{ left: left(headMs) }}
          />
        </div>
      </div>
    </section>
  )
}
