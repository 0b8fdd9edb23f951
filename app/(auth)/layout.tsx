import Link from 'next/link'
import type { ReactNode } from 'react'
import { brand } from '@/app/_ui/brand'
import { Wordmark } from '@/app/_ui/mark'
import { CuttingStrip } from './_parts/cutting-strip'

/** The way in: one thing to do at the left, what it is for at the right where there is room. */
export default function AuthLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[minmax(28rem,5fr)_6fr]">
      <div className="flex min-h-dvh flex-col px-4 sm:px-8 lg:px-12">
        <header className="flex h-16 items-center">
          <Link href="/" aria-label={`${brand.name}, home`} className="rounded-md p-1">
            <Wordmark />
          </Link>
        </header>
        <main className="grid flex-1 place-items-center pt-6 pb-24">
          <div className="w-full max-w-sm">{children}</div>
        </main>
      </div>
      <CuttingStrip />
    </div>
  )
}
