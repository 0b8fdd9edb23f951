import type { ReactNode } from 'react'
import { PageHeader } from '@/app/_ui/page-header'
import { TabNav } from '@/app/_ui/tab-nav'

const places = [
  { href: '/settings', label: 'Profile' },
  { href: '/settings/emails', label: 'Emails' },
  { href: '/settings/sessions', label: 'Sessions' },
  { href: '/settings/members', label: 'Members' },
  { href: '/settings/storage', label: 'Storage' },
  { href: '/settings/credits', label: 'Credits' },
]

export default function SettingsLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="mx-auto grid max-w-4xl gap-6">
      <PageHeader title="Settings" />
      <TabNav label="Settings" places={places} className="-mx-4 px-4 sm:mx-0 sm:px-0" />
      {children}
    </div>
  )
}
