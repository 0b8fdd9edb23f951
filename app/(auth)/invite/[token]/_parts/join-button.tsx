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
    <>
      <Button
        variant="primary"
        size="lg"
        isBusy={join.isPending || join.isSuccess}
        busyLabel="Joining"
        onClick={() => join.mutate({ token })}
      >
        Join this workspace
      </Button>
      {join.error && <Notice tone="bad">{join.error.message}</Notice>}
    </>
  )
}
