'use client'

import { usePathname } from 'next/navigation'
import { classNames } from '@/app/_ui/class-names'

const tools = [
  { href: '/dev/outbox', label: 'Outbox' },
  { href: '/dev/emails', label: 'Emails' },
]

export function ToolLinks() {
  const pathname = usePathname()
  return (
    <nav aria-label="Tools" className="flex gap-1">
      {tools.map(({ href, label }) => {
        const isHere = pathname.startsWith(href)
        return (
          <a
            key={href}
            href={href}
            aria-current={isHere ? 'page' : undefined}
            className={classNames(
              'rounded-lg px-3 py-2 font-medium',
              isHere ? 'bg-hover text-ink' : 'text-ink-faint hover:text-ink',
            )}
          >
            {label}
          </a>
        )
      })}
    </nav>
  )
}
