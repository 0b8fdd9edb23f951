'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTRPC } from '@/app/_trpc/client'
import { idempotent } from '@/app/_trpc/idempotent'
import { toast } from '@/app/_ui/toast'
import { optimisticTitle } from '../../../clips/_parts/optimistic-title'
import type { ProjectData } from '../../../clips/_parts/types'
import { useEndProject } from '../../_parts/use-end-project'

/** What can be done with the project itself. */
export const useProjectActions = ({ id, title }: Pick<ProjectData, 'id' | 'title'>) => {
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const key = trpc.project.get.queryKey({ id })
  const refresh = () => {
    void client.invalidateQueries({ queryKey: key })
    void client.invalidateQueries({ queryKey: trpc.project.list.pathKey() })
    void client.invalidateQueries({ queryKey: trpc.credits.pathKey() })
    // The balance that stands on every page.
    void client.invalidateQueries({ queryKey: trpc.account.me.queryKey() })
  }
  const failed = (what: string) => (error: { readonly message: string }) => {
    toast.failed(what, error.message)
    refresh()
  }
  const naming = optimisticTitle(client, key)

  const rename = useMutation(
    trpc.project.rename.mutationOptions({
      ...idempotent,
      onMutate: naming.onMutate,
      onError: (error, _named, made) => {
        naming.takeBack(made)
        toast.failed('The name was not changed', error.message)
      },
      onSuccess: refresh,
    }),
  )
  const retry = useMutation(
    trpc.project.retry.mutationOptions({ onSuccess: refresh, onError: failed('It was not started') }),
  )
  const { cancel, remove } = useEndProject({
    onRemoved: () => router.push('/projects'),
    onRestored: () => router.push(`/projects/${id}`),
  })

  return {
    cancel: () => cancel.mutate({ id }),
    isCancelling: cancel.isPending,
    retry: () => retry.mutate({ id }),
    isRetrying: retry.isPending,
    remove: () => remove.mutate({ id }),
    rename: (next: string) =>
      rename.mutate(
        { id, title: next },
        {
          onSuccess: () => toast.undo('Project renamed', { onUndo: () => rename.mutate({ id, title }) }),
        },
      ),
  }
}
