'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { settleUndos, toast } from '@/app/_ui/toast'

/** Goes to work in another workspace. What waits for its Undo belongs to the one that is left, so it is done before. */
export const useSwitchWorkspace = (onSwitched: () => unknown) => {
  const trpc = useTRPC()
  return useMutation(
    trpc.workspace.switch.mutationOptions({
      onMutate: settleUndos,
      onSuccess: onSwitched,
      onError: (error) => toast.failed('The workspace was not changed', error.message),
    }),
  )
}

/** For what ends with leaving the workspace: whether somebody is on their way to another already. */
export const useIsSwitching = (): (() => boolean) => {
  const client = useQueryClient()
  const mutationKey = useTRPC().workspace.switch.mutationKey()
  return () => client.isMutating({ mutationKey }) > 0
}
