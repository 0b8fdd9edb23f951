import Link from 'next/link'
import { classNames } from './class-names'
import { formatCount } from './format'

/** What is left to spend; 1 credit is 1 started minute of source. `isLow` adds the word. */
export const CreditsPill = ({
  available,
  isLow = false,
  href,
}: {
  readonly available: number
  readonly isLow?: boolean
  readonly href: string
}) => (
  <Link
    href={href}
    aria-label={`${formatCount(available)} credits left${isLow ? ', running low' : ''}`}
    className={classNames(
      'flex h-8 items-center gap-1.5 rounded-lg border px-2.5 text-sm whitespace-nowrap transition-colors touch:h-10',
      isLow
        ? 'border-warn-line bg-warn-soft text-warn'
        : 'border-line text-ink-soft hover:border-line-strong hover:text-ink',
    )}
  >
    <span className="numbers font-medium">{formatCount(available)}</span>
    <span className="hidden sm:inline">{isLow ? 'credits, low' : 'credits'}</span>
    <span className="sm:hidden">cr</span>
  </Link>
)
