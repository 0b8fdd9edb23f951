'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTRPC } from '@/app/_trpc/client'
import { idempotent } from '@/app/_trpc/idempotent'
import { toast } from '@/app/_ui/toast'
import type { ProjectData } from '../../../clips/_parts/types'
import { removalNote } from '../../_parts/removal-note'

/** What can be done with the project itself. */
export const useProjectActions = ({ id, title, status }: Pick<ProjectData, 'id' | 'title' | 'status'>) => {
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
  const showTitle = (next: string) => client.setQueryData(key, (project) => project && { ...project, title: next })

  const rename = useMutation(
    trpc.project.rename.mutationOptions({
      ...idempotent,
      onMutate: ({ title: next }) => void showTitle(next),
      onError: (error) => {
        showTitle(title)
        toast.failed('The name was not changed', error.message)
      },
      onSuccess: refresh,
    }),
  )
  const cancel = useMutation(
    trpc.project.cancel.mutationOptions({
      onSuccess: () => {
        toast.done('Cancelled', 'What was finished is kept. You can start it again.')
        refresh()
      },
      onError: failed('It was not cancelled'),
    }),
  )
  const retry = useMutation(
    trpc.project.retry.mutationOptions({ onSuccess: refresh, onError: failed('It was not started') }),
  )
  const restore = useMutation(
    trpc.project.restore.mutationOptions({
      onSuccess: () => {
        refresh()
        router.push(`/projects/${id}`)
      },
      onError: failed('The project was not brought back'),
    }),
  )
  const remove = useMutation(
    trpc.project.remove.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: trpc.project.list.pathKey() })
        void client.invalidateQueries({ queryKey: trpc.account.me.queryKey() })
        router.push('/projects')
        toast.undo('Project removed', {
          ...removalNote(status),
          onUndo: () => restore.mutate({ id }),
        })
      },
      onError: failed('The project was not removed'),
    }),
  )

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
