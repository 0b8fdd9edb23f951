import type { Metadata } from 'next'
import { getQueryClient, Hydrated, trpc } from '@/app/_trpc/server'
import { Dashboard } from './_parts/dashboard'
import { listFilter } from './_parts/list-filter'

export const metadata: Metadata = { title: 'Projects' }

export default async function ProjectsPage({
  searchParams,
}: {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const asked = await searchParams
  const one = (name: string) => [asked[name]].flat()[0] ?? null
  await getQueryClient().prefetchInfiniteQuery(
    trpc.project.list.infiniteQueryOptions(listFilter(one), { getNextPageParam: (page) => page.nextCursor }),
  )
  return (
    <Hydrated>
      <Dashboard />
    </Hydrated>
  )
}
