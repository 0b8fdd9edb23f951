'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { Mail, MailSearch } from 'lucide-react'
import { useTRPC } from '@/app/_trpc/client'
import { Button } from '@/app/_ui/button'
import { Card } from '@/app/_ui/card'
import { EmptyState } from '@/app/_ui/empty-state'
import { ErrorState } from '@/app/_ui/error-state'
import { useAddress } from '@/app/_ui/use-address'
import { useTimeZone } from '../../ops/_parts/use-time-zone'
import { MailLogSkeleton } from './mail-log-skeleton'
import { MailTable } from './mail-table'
import { PersonHead } from './person-head'
import { PersonSearch } from './person-search'

/** Whose mail is shown stands in the address: an answer to "I got no mail" can be linked. */
export function MailLog() {
  const { params, set } = useAddress()
  const address = params.get('address')
  return (
    <div className="grid grid-cols-1 gap-4">
      <PersonSearch
        label="Search an address"
        onPerson={({ email }) => set({ address: email })}
        onAddress={(wanted) => set({ address: wanted })}
      />
      {address === null ? (
        <EmptyState icon={<MailSearch />} title="Whose mail?">
          Type a few letters of an address. What was written to it stands here, with what became of each mail and why.
        </EmptyState>
      ) : (
        <Log key={address} address={address} onClose={() => set({ address: null })} />
      )}
    </div>
  )
}

function Log({ address, onClose }: { readonly address: string; readonly onClose: () => void }) {
  const timeZone = useTimeZone()
  const log = useInfiniteQuery(
    useTRPC().mailAdmin.log.infiniteQueryOptions({ address }, { getNextPageParam: (page) => page.nextCursor }),
  )
  if (log.isPending) return <MailLogSkeleton />
  const [first] = log.data?.pages ?? []
  if (first === undefined)
    return (
      <ErrorState
        title="This mail could not be loaded"
        kept="It is kept; only the list did not arrive."
        {...(log.error?.data?.requestId ? { requestId: log.error.data.requestId } : {})}
        actions={
          <>
            <Button onClick={() => void log.refetch()} isBusy={log.isFetching} busyLabel="Loading">
              Try again
            </Button>
            <Button variant="ghost" onClick={onClose}>
              Search another
            </Button>
          </>
        }
      >
        {log.error?.message}
      </ErrorState>
    )
  const lines = log.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <>
      <PersonHead log={first} timeZone={timeZone} />
      {lines.length === 0 ? (
        <EmptyState icon={<Mail />} title="No mail yet">
          Nothing was written to {address}.
        </EmptyState>
      ) : (
        <Card>
          <MailTable lines={lines} address={address} timeZone={timeZone} />
          {log.hasNextPage && (
            <div className="border-t border-line p-3 text-center">
              <Button
                variant="ghost"
                onClick={() => void log.fetchNextPage()}
                isBusy={log.isFetchingNextPage}
                busyLabel="Loading"
              >
                Show older
              </Button>
            </div>
          )}
        </Card>
      )}
    </>
  )
}
