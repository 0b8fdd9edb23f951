import type { Metadata } from 'next'
import { getQueryClient, Hydrated, trpc } from '@/app/_trpc/server'
import { MembersView } from './_parts/members-view'

export const metadata: Metadata = { title: 'Members' }

export default async function MembersPage() {
  await getQueryClient().prefetchQuery(trpc.workspace.members.queryOptions())
  return (
    <Hydrated>
      <MembersView />
    </Hydrated>
  )
}
