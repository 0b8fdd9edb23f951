'use client'

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { MailX } from 'lucide-react'
import { useTRPC } from '@/app/_trpc/client'
import { Button } from '@/app/_ui/button'
import { EmptyState } from '@/app/_ui/empty-state'
import { ErrorState } from '@/app/_ui/error-state'
import { formatBytes } from '@/app/_ui/format'
import { MailView } from '@/app/_ui/mail-view'
import { toast } from '@/app/_ui/toast'
import { LetterSkeleton } from './letters-skeleton'

type Asked = {
  readonly template: string
  readonly variant: string
  readonly userId?: string
  readonly workspaceId?: string
}

/** The letter as it would be, and a test of it to whoever looks. */
export function Letter({ asked }: { readonly asked: Asked }) {
  const trpc = useTRPC()
  const preview = useQuery(trpc.mailAdmin.preview.queryOptions(asked, { placeholderData: keepPreviousData }))
  const test = useMutation(
    trpc.mailAdmin.sendTest.mutationOptions({
      onSuccess: ({ to, delivery, why }) => {
        if (delivery === 'sent') toast.done('Test sent', `To ${to}.`)
        else if (delivery === 'queued')
          toast.note('The test waits', why ?? `It goes to ${to} when the mail service takes it.`)
        else toast.failed('The test was not sent', why ?? 'Look at your own mail for why.')
      },
      onError: (error) => toast.failed('The test was not sent', error.message),
    }),
  )
  if (preview.isPending) return <LetterSkeleton />
  if (preview.isError)
    return preview.error.data?.error === 'not_found' ? (
      <EmptyState icon={<MailX />} title="There is nothing to write about">
        {preview.error.message}
      </EmptyState>
    ) : (
      <ErrorState
        title="The letter could not be drawn"
        kept="Nothing was sent."
        {...(preview.error.data?.requestId ? { requestId: preview.error.data.requestId } : {})}
        actions={<Button onClick={() => void preview.refetch()}>Try again</Button>}
      >
        {preview.error.message}
      </ErrorState>
    )
  const { subject, html, text, madeUp } = preview.data
  return (
    <section aria-label="Letter" aria-busy={preview.isPlaceholderData} className="grid min-w-0 gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-semibold wrap-anywhere">{subject}</h2>
          <p className="text-sm text-ink-faint">
            {formatBytes(new Blob([html]).size)} of 102 kB
            {madeUp !== null && `. ${madeUp}`}
          </p>
        </div>
        <Button variant="primary" isBusy={test.isPending} busyLabel="Sending" onClick={() => test.mutate(asked)}>
          Send a test to me
        </Button>
      </div>
      <MailView title={subject} html={html} text={text} />
    </section>
  )
}
