import { Mail } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { orNull } from '@/app/_trpc/or-null'
import { getCaller } from '@/app/_trpc/server'
import { Card } from '@/app/_ui/card'
import { EmptyState } from '@/app/_ui/empty-state'
import { formatAgo } from '@/app/_ui/format'
import { LinkButton } from '@/app/_ui/link-button'
import { PageHeader } from '@/app/_ui/page-header'
import { Table } from '@/app/_ui/table'
import { StateBadge } from '../_parts/state-badge'

export const metadata: Metadata = { title: 'Outbox' }

export default async function OutboxPage() {
  // The layout runs beside this page and answers for an outbox that is not there.
  const mails = await orNull((await getCaller()).outbox.list())
  if (mails === null) notFound()
  const now = new Date()
  return (
    <div className="grid gap-6">
      <PageHeader
        title="Outbox"
        description="Every mail of this installation, newest first. With no mail service configured none of them left this machine."
      />
      {mails.length === 0 ? (
        <EmptyState
          icon={<Mail />}
          title="No mail yet"
          actions={<LinkButton href="/sign-in">Ask for a sign-in link</LinkButton>}
        >
          Ask for a link to sign in, or invite somebody, and the mail stands here.
        </EmptyState>
      ) : (
        <Card>
          <Table
            caption="Mails"
            rows={mails}
            rowKey={({ id }) => id}
            columns={[
              {
                key: 'subject',
                header: 'Subject',
                cell: ({ id, subject, to }) => (
                  <>
                    <Link href={`/dev/outbox/${id}`} className="font-medium underline-offset-2 hover:underline">
                      {subject}
                    </Link>
                    <span className="block text-sm wrap-anywhere text-ink-faint">{to}</span>
                  </>
                ),
              },
              { key: 'template', header: 'Template', cell: ({ template }) => template, isWideOnly: true },
              { key: 'state', header: 'State', cell: ({ state }) => <StateBadge state={state} /> },
              {
                key: 'age',
                header: 'Written',
                align: 'right',
                className: 'whitespace-nowrap',
                cell: ({ createdAt }) => <span className="text-ink-faint">{formatAgo(createdAt, now, 'UTC')}</span>,
              },
            ]}
          />
        </Card>
      )}
    </div>
  )
}
