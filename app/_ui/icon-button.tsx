'use client'

import type { ComponentProps, ReactNode } from 'react'
import { type ButtonVariant, buttonClass } from './button-class'
import { classNames } from './class-names'
import { Tooltip } from './tooltip'

/** A button that shows only an icon. Its label is read aloud and shown on hover, with its keys. */
export function IconButton({
  label,
  keys,
  icon,
  variant = 'ghost',
  size = 'md',
  className,
  type = 'button',
  ...rest
}: Omit<ComponentProps<'button'>, 'children'> & {
  readonly label: string
  readonly keys?: string
  readonly icon: ReactNode
  readonly variant?: ButtonVariant
  readonly size?: 'sm' | 'md' | 'lg'
}) {
  const square = { sm: 'w-8 touch:min-w-10', md: 'w-9 touch:min-w-10', lg: 'w-11' }[size]
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})}>
      <button
        type={type}
        aria-label={label}
        className={classNames(buttonClass(variant, size), 'px-0', square, className)}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
