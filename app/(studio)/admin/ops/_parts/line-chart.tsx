'use client'

import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react'
import { classNames } from '@/app/_ui/class-names'
import { Disclosure } from '@/app/_ui/disclosure'
import { Table } from '@/app/_ui/table'
import { axisTop, linePath, nearestPoint, pointX, side } from './chart-geometry'
import { clock } from './figures'
import type { Trend, Window } from './types'
import { useTimeZone } from './use-time-zone'

export type Line = {
  readonly label: string
  readonly trend: Trend
  readonly tone: 'accent' | 'soft' | 'bad' | 'warn' | 'good'
  /** Lines are told apart without their colour too. */
  readonly dash?: string
}

const tones: Record<Line['tone'], string> = {
  accent: 'text-accent-ink',
  soft: 'text-ink-faint',
  bad: 'text-bad',
  warn: 'text-warn',
  good: 'text-good',
}

/**
 * Trends over the page's window. A pointer or the arrow keys read it step by step; the table under it has the same for everybody who would
 * rather read than look.
 */
export function LineChart({
  title,
  lines,
  window,
  write,
  least = 0,
  className,
}: {
  readonly title: string
  readonly lines: readonly Line[]
  readonly window: Window
  /** A value with its unit. */
  readonly write: (value: number | null) => string
  /** The axis reaches at least this far, so that noise does not look like news. */
  readonly least?: number
  readonly className?: string
}) {
  const id = useId()
  const timeZone = useTimeZone()
  const [cursor, setCursor] = useState<number | null>(null)
  const { points } = window
  const at = cursor === null ? points - 1 : Math.min(cursor, points - 1)
  const timeAt = (point: number): string => clock(window.fromMs + point * window.stepMs, timeZone)
  const top = axisTop(
    lines.map(({ trend }) => trend),
    least,
  )
  const reading = lines.map(({ label, trend }) => `${label} ${write(trend[at] ?? null)}`).join(', ')

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: points - 1 }
    const next = steps[event.key]
    if (next === undefined) return
    event.preventDefault()
    setCursor(Math.min(points - 1, Math.max(0, next)))
  }
  const onPointerMove = (event: PointerEvent): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    setCursor(nearestPoint((event.clientX - left) / width, points))
  }

  return (
    <figure className={classNames('min-w-0', className)} aria-labelledby={id}>
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span id={id} className="font-medium">
          {title}
        </span>
        <span className="eyebrow">{cursor === null ? 'latest' : timeAt(at)}</span>
      </figcaption>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-ink-soft">
        {lines.map(({ label, trend, tone, dash }) => (
          <li key={label} className="flex items-center gap-1.5">
            <svg viewBox="0 0 16 2" aria-hidden="true" className={classNames('h-0.5 w-4', tones[tone])}>
              <path d="M0 1H16" stroke="currentColor" strokeWidth="2" {...(dash ? { strokeDasharray: dash } : {})} />
            </svg>
            {label} <span className="numbers text-ink">{write(trend[at] ?? null)}</span>
          </li>
        ))}
      </ul>
      <div className="mt-3 flex gap-2">
        <div
          aria-hidden="true"
          className="numbers flex w-14 shrink-0 flex-col justify-between text-right text-2xs text-ink-faint"
        >
          <span className="-mt-2">{write(top)}</span>
          <span>{write(top / 2)}</span>
          <span className="-mb-2">{write(0)}</span>
        </div>
        <div
          role="slider"
          tabIndex={0}
          aria-label={`${title}, step by step`}
          aria-valuemin={0}
          aria-valuemax={points - 1}
          aria-valuenow={at}
          aria-valuetext={`${timeAt(at)}: ${reading}`}
          onKeyDown={onKeyDown}
          onPointerMove={onPointerMove}
          onPointerLeave={() => setCursor(null)}
          onBlur={() => setCursor(null)}
          className="relative h-40 flex-1 rounded-sm border-y border-line"
        >
          <svg
            viewBox={`0 0 ${side} ${side}`}
            preserveAspectRatio="none"
            aria-hidden="true"
            className="absolute inset-0 size-full overflow-visible"
          >
            <path
              d={`M0 ${side / 2}H${side}`}
              className="text-line"
              stroke="currentColor"
              vectorEffect="non-scaling-stroke"
            />
            {cursor !== null && (
              <path
                d={`M${pointX(at, points)} 0V${side}`}
                className="text-line-strong"
                stroke="currentColor"
                vectorEffect="non-scaling-stroke"
              />
            )}
            {lines.map(({ label, trend, tone, dash }) => (
              <path
                key={label}
                d={linePath(trend, top)}
                className={tones[tone]}
                fill="none"
                stroke="currentColor"
                strokeWidth="1.75"
                strokeLinecap="round"
                strokeLinejoin="round"
                vectorEffect="non-scaling-stroke"
                {...(dash ? { strokeDasharray: dash } : {})}
              />
            ))}
          </svg>
        </div>
      </div>
      <div aria-hidden="true" className="numbers mt-2 ml-16 flex justify-between text-2xs text-ink-faint">
        <span>{timeAt(0)}</span>
        <span>{timeAt(Math.floor(points / 2))}</span>
        <span>{timeAt(points - 1)}</span>
      </div>
      <Disclosure title={<span className="text-sm font-normal text-ink-faint">As a table</span>}>
        <Table
          caption={title}
          rows={Array.from({ length: points }, (_, point) => points - 1 - point)}
          rowKey={(point) => `${point}`}
          columns={[
            { key: 'time', header: 'Time', cell: (point) => <span className="numbers">{timeAt(point)}</span> },
            ...lines.map(({ label, trend }) => ({
              key: label,
              header: label,
              align: 'right' as const,
              cell: (point: number) => <span className="numbers">{write(trend[point] ?? null)}</span>,
            })),
          ]}
        />
      </Disclosure>
    </figure>
  )
}
