'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { classNames } from '@/app/_ui/class-names'

const places = [
  { href: '/settings', label: 'Profile' },
  { href: '/settings/emails', label: 'Emails' },
  { href: '/settings/sessions', label: 'Sessions' },
  { href: '/settings/members', label: 'Members' },
  { href: '/settings/storage', label: 'Storage' },
  { href: '/settings/credits', label: 'Credits' },
]

export function SettingsNav() {
  const pathname = usePathname()
  return (
    <nav aria-label="Settings" className="-mx-4 flex gap-1 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0">
      {places.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={pathname === href ? 'page' : undefined}
          className={classNames(
            'relative flex h-10 items-center px-3 font-medium whitespace-nowrap transition-colors focus-visible:-outline-offset-2 touch:h-11',
            pathname === href
              ? 'text-ink after:absolute after:inset-x-3 after:-bottom-px after:h-0.5 after:bg-ink'
              : 'text-ink-faint hover:text-ink',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
