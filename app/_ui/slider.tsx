'use client'

import { Slider as Radix } from 'radix-ui'
import { classNames } from './class-names'

/** One thumb or two (a range). Every thumb has its own name; `format` says the value in words. */
export function Slider({
  value,
  onChange,
  onCommit,
  min,
  max,
  step = 1,
  labels,
  format = String,
  className,
}: {
  readonly value: readonly number[]
  readonly onChange: (value: readonly number[]) => void
  /** After the drag or the key press: for what is slow. */
  readonly onCommit?: (value: readonly number[]) => void
  readonly min: number
  readonly max: number
  readonly step?: number
  /** A name per thumb: ['Shortest', 'Longest']. */
  readonly labels: readonly string[]
  readonly format?: (value: number) => string
  readonly className?: string
}) {
  return (
    <Radix.Root
      value={[...value]}
      onValueChange={onChange}
      {...(onCommit ? { onValueCommit: onCommit } : {})}
      min={min}
      max={max}
      step={step}
      minStepsBetweenThumbs={1}
      className={classNames('relative flex h-6 touch-none items-center select-none touch:h-10', className)}
    >
      <Radix.Track className="relative h-1 grow rounded-full bg-line-strong">
        <Radix.Range className="absolute h-full rounded-full bg-accent" />
      </Radix.Track>
      {labels.map((label, index) => (
        <Radix.Thumb
          key={label}
          aria-label={label}
          aria-valuetext={format(value[index] ?? min)}
          className="block size-4 rounded-full border-2 border-accent bg-canvas transition-transform before:absolute before:-inset-3 hover:scale-110 active:scale-110"
        />
      ))}
    </Radix.Root>
  )
}
