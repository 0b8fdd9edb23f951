import type { Metadata } from 'next'
import { getQueryClient, Hydrated, trpc } from '@/app/_trpc/server'
import { SessionsList } from '../_parts/sessions-list'

export const metadata: Metadata = { title: 'Sessions' }

export default async function SessionsPage() {
  await getQueryClient().prefetchQuery(trpc.account.sessions.queryOptions())
  return (
    <Hydrated>
      <SessionsList />
    </Hydrated>
  )
}
