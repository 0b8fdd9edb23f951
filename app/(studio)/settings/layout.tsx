import type { ReactNode } from 'react'
import { PageHeader } from '@/app/_ui/page-header'
import { SettingsNav } from './_parts/settings-nav'

export default function SettingsLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="mx-auto grid max-w-4xl gap-6">
      <PageHeader title="Settings" />
      <SettingsNav />
      {children}
    </div>
  )
}
