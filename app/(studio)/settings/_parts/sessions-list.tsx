'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Laptop, Smartphone } from 'lucide-react'
import { useTRPC } from '@/app/_trpc/client'
import { Badge } from '@/app/_ui/badge'
import { Button } from '@/app/_ui/button'
import { formatPlural } from '@/app/_ui/format'
import { toast } from '@/app/_ui/toast'
import { formatMoment } from './format-day'
import { Section } from './section'
import { useMe } from './use-me'

/** Where this person is signed in, and the way to end each of them. */
export function SessionsList() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const { user } = useMe()
  const { data: sessions } = useSuspenseQuery(trpc.account.sessions.queryOptions())
  const refresh = () => client.invalidateQueries({ queryKey: trpc.account.sessions.queryKey() })
  const end = useMutation(
    trpc.account.revokeSession.mutationOptions({
      onSuccess: () => toast.done('Signed out there'),
      onError: (error) => toast.failed('Nothing was ended', error.message),
      onSettled: refresh,
    }),
  )
  const endOthers = useMutation(
    trpc.account.revokeOtherSessions.mutationOptions({
      onSuccess: ({ ended }) => toast.done(`${formatPlural(ended, 'session')} ended`),
      onError: (error) => toast.failed('Nothing was ended', error.message),
      onSettled: refresh,
    }),
  )
  return (
    <Section
      title="Where you are signed in"
      description="End what you don’t know or no longer use: that browser is signed out at once."
      isFlush
      actions={
        sessions.length > 1 && (
          <Button onClick={() => endOthers.mutate()} isBusy={endOthers.isPending} busyLabel="Ending">
            End all others
          </Button>
        )
      }
    >
      <ul className="divide-y divide-line">
        {sessions.map(({ id, device, ipPrefix, lastSeenAt, createdAt, isCurrent }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5">
            <span className="text-ink-faint [&>svg]:size-5" aria-hidden="true">
              {/iPhone|Android/.test(device) ? <Smartphone /> : <Laptop />}
            </span>
            <div className="min-w-40 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {device}
                {isCurrent && <Badge tone="good">This browser</Badge>}
              </p>
              <p className="text-sm text-ink-faint">
                Last used {formatMoment(lastSeenAt, user.timeZone)} · signed in {formatMoment(createdAt, user.timeZone)}
                {ipPrefix !== null && <span className="numbers"> · {ipPrefix}</span>}
              </p>
            </div>
            {!isCurrent && (
              <Button
                size="sm"
                onClick={() => end.mutate({ id })}
                isBusy={end.isPending && end.variables.id === id}
                busyLabel="Ending"
                aria-label={`End the session of ${device}`}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
