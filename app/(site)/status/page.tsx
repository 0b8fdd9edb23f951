import type { Metadata } from 'next'
import { readHealthWords } from '@/app/_trpc/health-words'
import { brand } from '@/app/_ui/brand'
import { StatusBoard } from './_parts/status-board'

export const metadata: Metadata = { title: 'Status' }

/** The snapshot is of this moment. */
export const dynamic = 'force-dynamic'

export default function StatusPage() {
  return (
    <div className="mx-auto max-w-2xl px-4 py-16 sm:px-6 sm:py-24">
      <StatusBoard initial={readHealthWords()} />
      <p className="mt-6 text-ink-soft">
        Looked at every few seconds. Whatever breaks, your videos and clips are kept, and work that was started goes on
        by itself. Something wrong that is not here? Write to{' '}
        <a href={`mailto:${brand.supportEmail}`} className="underline underline-offset-2 hover:text-ink">
          {brand.supportEmail}
        </a>
        .
      </p>
    </div>
  )
}
