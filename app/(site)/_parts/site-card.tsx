import type { ReactNode } from 'react'

/** A page of one thing: what it is, and what to do about it. */
export const SiteCard = ({
  title,
  description,
  children,
}: {
  readonly title: string
  readonly description: ReactNode
  readonly children?: ReactNode
}) => (
  <div className="mx-auto w-full max-w-lg px-4 py-16 sm:py-24">
    <h1 className="text-2xl font-semibold">{title}</h1>
    <div className="mt-2 text-lg text-ink-soft">{description}</div>
    {children && <div className="mt-7 grid gap-4">{children}</div>}
  </div>
)
