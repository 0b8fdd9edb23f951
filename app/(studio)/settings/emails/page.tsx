import type { Metadata } from 'next'
import { getQueryClient, Hydrated, trpc } from '@/app/_trpc/server'
import { MailPreferences } from '../_parts/mail-preferences'

export const metadata: Metadata = { title: 'Emails' }

export default async function EmailsPage() {
  await getQueryClient().prefetchQuery(trpc.mail.preferences.queryOptions())
  return (
    <Hydrated>
      <MailPreferences />
    </Hydrated>
  )
}
