import type { ComponentProps } from 'react'
import { classNames } from './class-names'

/** A bordered surface. Padding is the caller's (`p-5`), so that tables and pictures can reach its edges. */
export const Card = ({ className, ...rest }: ComponentProps<'section'>) => (
  <section className={classNames('rounded-xl border border-line bg-surface', className)} {...rest} />
)
