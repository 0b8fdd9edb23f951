'use client'

import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names'
import { controlClass } from './control-class'
import { useFieldControl } from './field'

/** One line of text. `icon` stands inside at the left, `trailing` at the right. */
export function Input({
  icon,
  trailing,
  className,
  ...rest
}: ComponentProps<'input'> & { readonly icon?: ReactNode; readonly trailing?: ReactNode }) {
  const control = useFieldControl()
  const input = (
    <input
      {...control}
      className={classNames(controlClass, 'h-9 touch:h-11', icon ? 'pl-9' : null, trailing ? 'pr-10' : null, className)}
      {...rest}
    />
  )
  if (!icon && !trailing) return input
  return (
    <span className="relative flex items-center [&>svg]:size-4">
      {icon && (
        <span className="pointer-events-none absolute left-3 text-ink-faint [&>svg]:size-4" aria-hidden="true">
          {icon}
        </span>
      )}
      {input}
      {trailing && <span className="absolute right-2 flex items-center text-ink-faint">{trailing}</span>}
    </span>
  )
}
