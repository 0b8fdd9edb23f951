'use client'

import { createContext, type ReactNode, useContext, useId } from 'react'
import { classNames } from './class-names'

type FieldControl = {
  readonly id?: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: true
  readonly 'aria-labelledby'?: string
}

const FieldContext = createContext<FieldControl>({})

/** What a control inside a <Field> puts on its element; empty outside of one. */
export const useFieldControl = (): FieldControl => useContext(FieldContext)

/** Label, control, hint and error, tied together for screen readers. One control inside. */
export function Field({
  label,
  hint,
  error,
  aside,
  isLabelHidden = false,
  className,
  children,
}: {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong and how to mend it; shown instead of the hint. */
  readonly error?: ReactNode
  /** Stands at the right of the label: a value, a counter. */
  readonly aside?: ReactNode
  readonly isLabelHidden?: boolean
  readonly className?: string
  readonly children: ReactNode
}) {
  const id = useId()
  const note = error ?? hint
  const control: FieldControl = {
    id,
    'aria-labelledby': `${id}-label`,
    ...(note ? { 'aria-describedby': `${id}-note` } : {}),
    ...(error ? { 'aria-invalid': true as const } : {}),
  }
  return (
    <div className={classNames('grid gap-1.5', className)}>
      <div className={classNames('flex items-baseline justify-between gap-3', isLabelHidden && 'sr-only')}>
        <label id={`${id}-label`} htmlFor={id} className="font-medium">
          {label}
        </label>
        {aside && <span className="text-sm text-ink-faint">{aside}</span>}
      </div>
      <FieldContext value={control}>{children}</FieldContext>
      {note && (
        <p id={`${id}-note`} className={classNames('text-sm', error ? 'text-bad' : 'text-ink-faint')}>
          {note}
        </p>
      )}
    </div>
  )
}
