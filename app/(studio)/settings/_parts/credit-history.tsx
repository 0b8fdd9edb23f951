'use client'

import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '@/app/_trpc/client'
import { Button } from '@/app/_ui/button'
import { formatCount } from '@/app/_ui/format'
import { Table } from '@/app/_ui/table'
import { formatMoment } from './format-day'
import { Section } from './section'
import { useMe } from './use-me'

const signed = (amount: number): string => `${amount < 0 ? '−' : '+'}${formatCount(Math.abs(amount))}`

/** The ledger, newest first: nothing in it is ever changed. */
export function CreditHistory() {
  const { user } = useMe()
  const history = useSuspenseInfiniteQuery(
    useTRPC().credits.history.infiniteQueryOptions({}, { getNextPageParam: (page) => page.nextCursor }),
  )
  const entries = history.data.pages.flatMap(({ items }) => items)
  return (
    <Section title="History" isFlush>
      <Table
        caption="Credit history"
        rows={entries}
        rowKey={({ id }) => id}
        empty={<p className="px-5 py-8 text-center text-ink-faint">Nothing was granted or spent yet.</p>}
        columns={[
          {
            key: 'what',
            header: 'What for',
            cell: ({ note, projectId, createdAt }) => (
              <>
                {projectId === null ? (
                  note
                ) : (
                  <Link href={`/projects/${projectId}`} className="underline-offset-2 hover:underline">
                    {note}
                  </Link>
                )}
                <span className="block text-sm text-ink-faint">{formatMoment(createdAt, user.timeZone)}</span>
              </>
            ),
          },
          {
            key: 'amount',
            header: 'Credits',
            align: 'right',
            cell: ({ amount }) => <span className="numbers">{signed(amount)}</span>,
          },
          {
            key: 'balance',
            header: 'Balance',
            align: 'right',
            isWideOnly: true,
            cell: ({ balanceAfter }) => <span className="numbers text-ink-faint">{formatCount(balanceAfter)}</span>,
          },
        ]}
      />
      {history.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button
            variant="ghost"
            onClick={() => history.fetchNextPage()}
            isBusy={history.isFetchingNextPage}
            busyLabel="Loading"
          >
            Show older
          </Button>
        </div>
      )}
    </Section>
  )
}
