import type { ReactNode } from 'react'
import { SiteFooter } from './_parts/site-footer'
import { SiteHeader } from './_parts/site-header'

export default function SiteLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SiteHeader />
      <main className="flex-1">{children}</main>
      <SiteFooter />
    </div>
  )
}
