'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { useTRPC } from '@/app/_trpc/client'
import { heldUntil } from '@/app/_trpc/held-until'
import { Button } from '@/app/_ui/button'
import { formatPlural } from '@/app/_ui/format'
import { toast } from '@/app/_ui/toast'
import { WaitingButton } from '@/app/_ui/waiting-button'

/** Below the clips: the next best moments become clips, until none that stands on its own is left. */
export function FindMore({
  projectId,
  onShowLeftOut,
}: {
  readonly projectId: string
  readonly onShowLeftOut: () => void
}) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const find = useMutation(
    trpc.clip.findMore.mutationOptions({
      onSuccess: ({ ids }) => {
        if (ids.length === 0) return
        toast.done(
          `${formatPlural(ids.length, 'more clip')} on the way`,
          'The next best moments. They are among the clips, and play as soon as they are ready.',
        )
        void client.invalidateQueries({ queryKey: trpc.project.get.queryKey({ id: projectId }) })
      },
      onError: (error) => toast.failed('No more clips were made', error.message),
    }),
  )
  const isOver = find.data?.ids.length === 0

  return (
    <div className="mt-8 flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-t border-line pt-6 text-ink-soft">
      {isOver ? (
        <>
          <p role="status">Every other moment overlaps a clip, is cut off somewhere or says too little.</p>
          <Button variant="ghost" size="sm" onClick={onShowLeftOut}>
            See why, one by one
          </Button>
        </>
      ) : (
        <>
          <WaitingButton
            untilMs={heldUntil(find.error)}
            isBusy={find.isPending}
            busyLabel="Looking"
            onClick={() => find.mutate({ projectId })}
          >
            <Sparkles />
            Find more
          </WaitingButton>
          <p>The next best moments as clips. They cost nothing more.</p>
        </>
      )}
    </div>
  )
}
