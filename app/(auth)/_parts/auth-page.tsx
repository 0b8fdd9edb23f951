import type { ReactNode } from 'react'

/** One thing to know, and what there is to do about it. */
export const AuthPage = ({
  title,
  description,
  children,
}: {
  readonly title: string
  readonly description?: ReactNode
  readonly children?: ReactNode
}) => (
  <>
    <h1 className="text-2xl font-semibold break-words">{title}</h1>
    {description && <div className="mt-2 text-lg break-words text-ink-soft">{description}</div>}
    {children && <div className="mt-7 grid grid-cols-[minmax(0,1fr)] gap-4 break-words">{children}</div>}
  </>
)
