import type { Metadata } from 'next'
import { getCaller, getQueryClient, Hydrated, trpc } from '@/app/_trpc/server'
import { CreditHistory } from '../_parts/credit-history'
import { CreditPlans } from '../_parts/credit-plans'
import { CreditSummary } from '../_parts/credit-summary'

export const metadata: Metadata = { title: 'Credits' }

export default async function CreditsPage() {
  const [plans] = await Promise.all([
    (await getCaller()).credits.plans(),
    getQueryClient().prefetchQuery(trpc.credits.summary.queryOptions()),
    getQueryClient().prefetchInfiniteQuery(
      trpc.credits.history.infiniteQueryOptions({}, { getNextPageParam: (page) => page.nextCursor }),
    ),
  ])
  return (
    <Hydrated>
      <CreditSummary />
      <CreditHistory />
      <CreditPlans plans={plans} />
    </Hydrated>
  )
}
