import Link from 'next/link'
import type { ComponentProps } from 'react'
import { type ButtonSize, type ButtonVariant, buttonClass } from './button-class'
import { classNames } from './class-names'

/** A link that looks like a button: it goes somewhere. What acts is a <Button>. */
export function LinkButton({
  variant,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & { readonly variant?: ButtonVariant; readonly size?: ButtonSize }) {
  return <Link className={classNames(buttonClass(variant, size), className)} {...rest} />
}
