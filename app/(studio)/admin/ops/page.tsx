import type { Metadata } from 'next'
import { getQueryClient, Hydrated, trpc } from '@/app/_trpc/server'
import { OpsView } from './_parts/ops-view'

export const metadata: Metadata = { title: 'Operations' }

export default async function OpsPage() {
  await getQueryClient().prefetchQuery(trpc.ops.overview.queryOptions({ window: 'quarter' }))
  return (
    <Hydrated>
      <OpsView />
    </Hydrated>
  )
}
