'use client'

import { useMutation } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { Button } from '@/app/_ui/button'
import { Notice } from '@/app/_ui/notice'

/** Takes the invitation and goes to work in its workspace. */
export function JoinButton({ token }: { readonly token: string }) {
  const trpc = useTRPC()
  const join = useMutation(
    trpc.workspace.acceptInvitation.mutationOptions({ onSuccess: () => window.location.assign('/projects') }),
  )
  return (
    // A form, which React keeps for whoever is quicker than this code: a press on a button alone would be lost.
    <form action={() => join.mutate({ token })} className="grid gap-4">
      <Button type="submit" variant="primary" size="lg" isBusy={join.isPending || join.isSuccess} busyLabel="Joining">
        Join this workspace
      </Button>
      {join.error && <Notice tone="bad">{join.error.message}</Notice>}
    </form>
  )
}
