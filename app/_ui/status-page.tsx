import Link from 'next/link'
import type { ReactNode } from 'react'
import { brand } from './brand'
import { Wordmark } from './mark'

/** A whole page that says one thing: nothing here, something broke. */
export const StatusPage = ({
  title,
  actions,
  children,
}: {
  readonly title: string
  readonly actions: ReactNode
  readonly children: ReactNode
}) => (
  <div className="flex min-h-dvh flex-col">
    <header className="flex h-16 items-center px-4 sm:px-6">
      <Link href="/" aria-label={`${brand.name}, home`} className="rounded-md p-1">
        <Wordmark />
      </Link>
    </header>
    <main className="grid flex-1 place-items-center px-4 pb-24 sm:px-6">
      <div className="w-full max-w-lg">
        {/* An empty strip: the piece that should be here is missing. */}
        <div className="flex h-16 gap-2" aria-hidden="true">
          <span className="flex-2 rounded-lg border border-line bg-sunken" />
          <span className="w-10 rounded-lg border-2 border-dashed border-accent" />
          <span className="flex-1 rounded-lg border border-line bg-sunken" />
        </div>
        <h1 className="mt-8 text-2xl font-semibold">{title}</h1>
        <div className="mt-2 text-read text-ink-soft">{children}</div>
        <div className="mt-6 flex flex-wrap gap-2">{actions}</div>
      </div>
    </main>
  </div>
)
