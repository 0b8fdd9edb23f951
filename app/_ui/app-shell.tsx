import Link from 'next/link'
import type { ReactNode } from 'react'
import { brand } from './brand'
import { Mark, Wordmark } from './mark'
import { type NavLink, NavLinks } from './nav-links'

/** The frame of the signed-in product: a rail of places, a bar of tools, the page. */
export function AppShell({
  home,
  links,
  barLinks,
  railAction,
  railFoot,
  barStart,
  barEnd,
  children,
}: {
  readonly home: string
  /** Places of the rail. */
  readonly links: readonly NavLink[]
  /** Places of the bar at the bottom of a narrow screen: five at most. */
  readonly barLinks: readonly NavLink[]
  /** The one main action, at the top of the rail. */
  readonly railAction?: ReactNode
  readonly railFoot?: ReactNode
  readonly barStart?: ReactNode
  readonly barEnd?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_1fr]">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-lg bg-ink px-3 py-2 font-medium text-canvas focus:translate-y-0"
      >
        Skip to the page
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-4 border-r border-line p-3 lg:flex">
        <Link href={home} aria-label={`${brand.name}, home`} className="flex h-9 items-center rounded-lg px-2">
          <Wordmark />
        </Link>
        {railAction && <div className="grid">{railAction}</div>}
        <NavLinks look="rail" links={links} className="grid gap-0.5" />
        <div className="mt-auto grid gap-3">{railFoot}</div>
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-13 items-center gap-2 border-b border-line bg-canvas/92 px-3 backdrop-blur-sm sm:gap-3 sm:px-6">
          <Link href={home} aria-label={`${brand.name}, home`} className="rounded-md p-1 lg:hidden">
            <Mark />
          </Link>
          {barStart}
          <div className="ml-auto flex items-center gap-1.5 sm:gap-2">{barEnd}</div>
        </header>
        <main id="main" tabIndex={-1} className="flex-1 px-4 py-6 pb-24 outline-none sm:px-6 lg:px-8 lg:pb-10">
          {children}
        </main>
        <NavLinks
          look="bar"
          links={barLinks}
          className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)] lg:hidden"
        />
      </div>
    </div>
  )
}
