import type { ReactNode } from 'react'
import { PageHeader } from '@/app/_ui/page-header'
import { TabNav } from '@/app/_ui/tab-nav'

const places = [
  { href: '/admin/mail', label: 'A person’s mail' },
  { href: '/admin/mail/templates', label: 'Letters' },
]

export default function AdminMailLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div className="mx-auto grid w-full max-w-6xl grid-cols-1 gap-6">
      <PageHeader
        title="Mail"
        description="What was written to whom and what became of it, and every letter as it looks."
      />
      <TabNav label="Mail" places={places} />
      {children}
    </div>
  )
}
