'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { classNames } from '@/app/_ui/class-names'

const places = [
  { href: '/admin/mail', label: 'A person’s mail' },
  { href: '/admin/mail/templates', label: 'Letters' },
]

export function MailNav() {
  const pathname = usePathname()
  return (
    <nav aria-label="Mail" className="flex gap-1 overflow-x-auto border-b border-line">
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
