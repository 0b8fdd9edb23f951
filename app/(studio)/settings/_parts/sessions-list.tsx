'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Laptop, Smartphone } from 'lucide-react'
import { useTRPC } from '@/app/_trpc/client'
import { outlivesPage } from '@/app/_trpc/outlives-page'
import { Badge } from '@/app/_ui/badge'
import { Button } from '@/app/_ui/button'
import { formatPlural } from '@/app/_ui/format'
import { removeWithUndo, useRemoved } from '@/app/_ui/removal'
import { toast } from '@/app/_ui/toast'
import { formatMoment } from './format-day'
import { Section } from './section'
import { useMe } from './use-me'

/** Where this person is signed in, and the way to end each of them. */
export function SessionsList() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const { user } = useMe()
  const { data } = useSuspenseQuery(trpc.account.sessions.queryOptions())
  const removed = useRemoved()
  const sessions = data.filter(({ id }) => !removed.has(id))
  const options = {
    ...outlivesPage,
    onError: (error: { readonly message: string }) => toast.failed('Nothing was ended', error.message),
    onSettled: () => client.invalidateQueries({ queryKey: trpc.account.sessions.queryKey() }),
  }
  const end = useMutation(trpc.account.revokeSession.mutationOptions(options))
  const endOthers = useMutation(trpc.account.revokeOtherSessions.mutationOptions(options))
  const endOne = ({ id, device }: { readonly id: string; readonly device: string }) =>
    removeWithUndo({ keys: [id], message: `Signing out ${device}`, commit: () => end.mutateAsync({ id }) })
  const endAllOthers = () => {
    const keys = sessions.flatMap(({ id, isCurrent }) => (isCurrent ? [] : [id]))
    removeWithUndo({
      keys,
      message: `Ending ${formatPlural(keys.length, 'session')}`,
      commit: () => endOthers.mutateAsync(),
    })
  }
  return (
    <Section
      title="Where you are signed in"
      description="End what you don’t know or no longer use: that browser is signed out once you can no longer undo it."
      isFlush
      actions={sessions.length > 1 && <Button onClick={endAllOthers}>End all others</Button>}
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
              <Button size="sm" onClick={() => endOne({ id, device })} aria-label={`End the session of ${device}`}>
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
