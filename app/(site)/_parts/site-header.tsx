import Link from 'next/link'
import { brand } from '@/app/_ui/brand'
import { LinkButton } from '@/app/_ui/link-button'
import { Wordmark } from '@/app/_ui/mark'

export const SiteHeader = () => (
  <header className="mx-auto flex h-16 w-full max-w-6xl items-center justify-between gap-4 px-4 sm:px-6">
    <Link href="/" aria-label={`${brand.name}, home`} className="rounded-md p-1">
      <Wordmark />
    </Link>
    <nav aria-label="Main" className="flex items-center gap-1 sm:gap-2">
      <a href="/#how" className="hidden rounded-md px-3 py-2 font-medium text-ink-soft hover:text-ink sm:block">
        How it works
      </a>
      <a href="/#numbers" className="hidden rounded-md px-3 py-2 font-medium text-ink-soft hover:text-ink sm:block">
        Numbers
      </a>
      <a href="/#plans" className="hidden rounded-md px-3 py-2 font-medium text-ink-soft hover:text-ink sm:block">
        Plans
      </a>
      <LinkButton href="/sign-in" prefetch={false}>
        Sign in
      </LinkButton>
    </nav>
  </header>
)
