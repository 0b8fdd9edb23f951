'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { type ButtonSize, type ButtonVariant, buttonClass } from './button-class'
import { classNames } from './class-names'

/** What can be cut: Matroska has no type of its own in most browsers. */
export const videoTypes = 'video/*,audio/*,.mkv'

/** A button that asks for files: a label around the browser's own input. */
export function FileChooser({
  accept,
  isMultiple = false,
  variant = 'secondary',
  size = 'md',
  className,
  onFiles,
  children,
}: {
  readonly accept?: string
  readonly isMultiple?: boolean
  readonly variant?: ButtonVariant
  readonly size?: ButtonSize
  readonly className?: string
  readonly onFiles: (files: readonly File[]) => void
  readonly children: ReactNode
}) {
  const input = useRef<HTMLInputElement>(null)
  const take = useRef(onFiles)
  take.current = onFiles
  // What was chosen before this page had woken up is still in its input.
  useEffect(() => takeFrom(input.current, take.current), [])
  return (
    <label
      className={classNames(
        buttonClass(variant, size),
        'relative cursor-pointer focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus',
        className,
      )}
    >
      {children}
      <input
        ref={input}
        type="file"
        {...(accept === undefined ? {} : { accept })}
        multiple={isMultiple}
        className="sr-only"
        onChange={(event) => takeFrom(event.currentTarget, onFiles)}
      />
    </label>
  )
}

/** Emptied, so that the same file can be chosen again. */
const takeFrom = (input: HTMLInputElement | null, take: (files: readonly File[]) => void): void => {
  if (!input?.files?.length) return
  take([...input.files])
  input.value = ''
}
