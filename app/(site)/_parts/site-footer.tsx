import Link from 'next/link'
import { brand } from '@/app/_ui/brand'
import { Wordmark } from '@/app/_ui/mark'

export const SiteFooter = () => (
  <footer className="border-t border-line">
    <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-x-8 gap-y-4 px-4 py-8 text-ink-faint sm:px-6">
      <Wordmark />
      <p className="max-w-md text-sm">
        Your videos are yours. They are kept on this server, shown to your workspace only, and gone when you delete
        them.
      </p>
      <nav aria-label="Foot" className="flex gap-5 text-sm">
        <Link href="/sign-in" prefetch={false} className="hover:text-ink">
          Sign in
        </Link>
        <Link href="/status" prefetch={false} className="hover:text-ink">
          Status
        </Link>
        <a href={`mailto:${brand.supportEmail}`} className="hover:text-ink">
          {brand.supportEmail}
        </a>
      </nav>
    </div>
  </footer>
)
