'use client'

import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react'
import { classNames } from '@/app/_ui/class-names'
import { formatTimecode } from '@/app/_ui/format'
import type { Moment } from '../../../clips/_parts/types'
import { layOutLanes, nearestTo, rulerTicks } from './lay-out-moments'

const refusedLanes = 3
/** From here on a moment is among a video's best; weaker ones are drawn softer. */
const strongScore = 75
/** Half of a finger's target: marks may be four pixels wide. */
const reachPx = 24

/**
 * The whole source in one line with every moment that was weighed: the taken ones solid, the refused hollow beneath. Arrow
 * keys go from moment to moment; hover and focus say what it is; a press opens it.
 */
export function SourceStrip({
  durationMs,
  moments,
  cursorMs,
  openId,
  onOpen,
}: {
  readonly durationMs: number
  readonly moments: readonly Moment[]
  /** What is playing or pointed at, in source time. */
  readonly cursorMs: number | null
  readonly openId: string | null
  readonly onOpen: (id: string) => void
}) {
  const [shownId, setShownId] = useState<string | null>(null)
  const strip = useRef<HTMLDivElement>(null)
  const sorted = [...moments].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)
  const taken = sorted.filter(({ accepted }) => accepted)
  const refused = sorted.filter(({ accepted }) => !accepted)
  const lanes = layOutLanes(refused, refusedLanes)
  const shown = sorted.find(({ id }) => id === shownId)
  const stopId = (shown ?? sorted.find(({ id }) => id === openId) ?? sorted[0])?.id
  // A label that would hang over the end is left out.
  const ticks = rulerTicks(durationMs, 12).filter((ms) => ms < durationMs * 0.96)
  const left = (ms: number) => `${(Math.min(ms, durationMs) / durationMs) * 100}%`
  const width = ({ startMs, endMs }: Moment) => `${(Math.max(0, endMs - startMs) / durationMs) * 100}%`

  const press = (event: KeyboardEvent) => {
    const at = sorted.findIndex(({ id }) => id === stopId)
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: sorted.length - 1 }[event.key]
    const next = to === undefined ? undefined : sorted[Math.min(sorted.length - 1, Math.max(0, to))]
    if (!next) return
    event.preventDefault()
    strip.current?.querySelector<HTMLElement>(`[data-moment="${next.id}"]`)?.focus()
  }

  const pressStrip = (event: MouseEvent) => {
    if (event.target !== strip.current) return
    const marks = [...strip.current.querySelectorAll<HTMLElement>('[data-moment]')]
    const rects = marks.map((each) => each.getBoundingClientRect())
    const id = marks[nearestTo(rects, event.clientX, event.clientY, reachPx)]?.dataset.moment
    if (id) onOpen(id)
  }

  const mark = (moment: Moment, className: string, top: string, height: string) => (
    <button
      key={moment.id}
      type="button"
      role="option"
      aria-selected={moment.id === openId}
      data-moment={moment.id}
      tabIndex={moment.id === stopId ? 0 : -1}
      aria-label={`${moment.accepted ? 'Chosen' : 'Not chosen'}, ${formatTimecode(moment.startMs)} to ${formatTimecode(moment.endMs)}, score ${Math.round(moment.score)}: ${moment.title}`}
      onPointerEnter={() => setShownId(moment.id)}
      onPointerLeave={() => setShownId(null)}
      onFocus={() => setShownId(moment.id)}
      onBlur={() => setShownId(null)}
      onClick={() => onOpen(moment.id)}
      style={{ left: left(moment.startMs), width: width(moment), top, height }}
      className={classNames(
        // Under a finger the strip itself is pressed, and finds the nearest.
        'absolute min-w-1 touch:pointer-events-none overflow-hidden rounded-[3px] border transition-colors text-left focus-visible:z-10 focus-visible:outline-offset-1',
        className,
      )}
    >
      {moment.accepted && (
        <span className="flex h-full items-center gap-2 overflow-hidden px-1.5 text-xs" aria-hidden="true">
          <span className="numbers font-semibold">{Math.round(moment.score)}</span>
          <span className="truncate">{moment.title}</span>
        </span>
      )}
    </button>
  )

  return (
    <section aria-label="The source and its moments" className="relative">
      <div className="relative h-5 text-2xs text-ink-faint" aria-hidden="true">
        {ticks.map((ms, index) => (
          <span
            key={ms}
            className={classNames(
              'numbers absolute bottom-0 border-l border-line-strong pb-0.5 pl-1 leading-none',
              index % 2 === 0 && 'max-sm:hidden',
            )}
            style={{ left: left(ms) }}
          >
            {formatTimecode(ms)}
          </span>
        ))}
      </div>
      <div
        ref={strip}
        role="listbox"
        aria-orientation="horizontal"
        aria-label={`${moments.length} moments, ${taken.length} chosen`}
        tabIndex={-1}
        onKeyDown={press}
        onClick={pressStrip}
        className="relative h-20 rounded-lg border border-line bg-sunken"
      >
        {taken.map((moment) =>
          mark(
            moment,
            classNames(
              'border-transparent text-canvas',
              moment.score >= strongScore ? 'bg-ink hover:bg-ink-soft' : 'bg-ink-soft hover:bg-ink',
              moment.id === openId && 'ring-2 ring-accent',
            ),
            '0.375rem',
            '2rem',
          ),
        )}
        {refused.map((moment, index) =>
          mark(
            moment,
            classNames(
              'border-control-line bg-transparent hover:border-ink hover:bg-hover',
              moment.id === openId && 'border-accent bg-accent-soft',
            ),
            `${2.625 + (lanes[index] ?? 0) * 0.75}rem`,
            '0.5625rem',
          ),
        )}
        {cursorMs !== null && (
          <span
            aria-hidden="true"
            className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-accent"
            style={{ left: left(cursorMs) }}
          />
        )}
      </div>
      <div className="mt-1.5 flex flex-wrap gap-x-4 text-xs text-ink-faint" aria-hidden="true">
        <span className="flex items-center gap-1.5">
          <span className="h-2.5 w-4 rounded-sm bg-ink" />
          {taken.length} chosen
        </span>
        <span className="flex items-center gap-1.5">
          <span className="h-2.5 w-4 rounded-sm border border-control-line" />
          {refused.length} not chosen
        </span>
        <span className="ml-auto hidden sm:block">Point at a moment to see why</span>
      </div>
      {shown && (
        <div
          className="pointer-events-none absolute top-full z-20 -mt-4 w-80 max-w-full rounded-lg border border-line bg-raised p-3 text-sm shadow-float"
          style={{
            left: `clamp(0px, calc(${left((shown.startMs + shown.endMs) / 2)} - 10rem), max(0px, calc(100% - 20rem)))`,
          }}
        >
          <p className="flex items-baseline justify-between gap-3">
            <span className="font-medium">{shown.accepted ? 'Chosen' : 'Not chosen'}</span>
            <span className="numbers text-ink-soft">
              {formatTimecode(shown.startMs)}–{formatTimecode(shown.endMs)} · {Math.round(shown.score)}
            </span>
          </p>
          <p className="mt-1 line-clamp-2 text-ink">{shown.title}</p>
          <p className="mt-1 text-ink-faint">{shown.reason}</p>
        </div>
      )}
    </section>
  )
}
