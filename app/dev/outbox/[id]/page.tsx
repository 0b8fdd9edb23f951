import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { orNull } from '@/app/_trpc/or-null'
import { getCaller } from '@/app/_trpc/server'
import { DataList } from '@/app/_ui/data-list'
import { MailView } from '@/app/_ui/mail-view'
import { PageHeader } from '@/app/_ui/page-header'
import { StateBadge } from '../../_parts/state-badge'

export const metadata: Metadata = { title: 'Mail' }

export default async function MailPage({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params
  const mail = await orNull((await getCaller()).outbox.get({ id }))
  if (mail === null) notFound()
  return (
    <div className="grid gap-6">
      <PageHeader title={mail.subject} trail={[{ label: 'Outbox', href: '/dev/outbox' }]} />
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_18rem]">
        <MailView title={mail.subject} html={mail.html} text={mail.text} />
        <DataList
          className="lg:order-last"
          rows={[
            [
              'To',
              <span key="to" className="break-all">
                {mail.to}
              </span>,
            ],
            ['Template', mail.template],
            ['State', <StateBadge key="state" state={mail.state} />],
            ['Written', mail.createdAt.toISOString().slice(0, 19).replace('T', ' ')],
          ]}
        />
      </div>
    </div>
  )
}
