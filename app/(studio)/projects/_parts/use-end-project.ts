'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { toast } from '@/app/_ui/toast'
import { holdUpload } from '../new/_parts/upload-session'
import { cancelledWords } from './end-words'
import { removalNote } from './removal-note'

/** Cancelling and removing, wherever it is done from: what this document sends for the project stops with it. */
export const useEndProject = ({
  onRemoving,
  onRemoved,
  onRestored,
}: {
  /** Before the server has answered. */
  readonly onRemoving?: (id: string) => void
  readonly onRemoved?: () => void
  readonly onRestored?: (id: string) => void
}) => {
  const trpc = useTRPC()
  const client = useQueryClient()
  const hold = (id: string) => holdUpload(client.getQueryData(trpc.project.get.queryKey({ id }))?.upload?.id ?? null)
  const refreshAll = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: trpc.project.list.pathKey() }),
      client.invalidateQueries({ queryKey: trpc.credits.pathKey() }),
      client.invalidateQueries({ queryKey: trpc.upload.list.queryKey() }),
      // The balance that stands on every page.
      client.invalidateQueries({ queryKey: trpc.account.me.queryKey() }),
    ])
  const refresh = (id: string) =>
    Promise.all([client.invalidateQueries({ queryKey: trpc.project.get.queryKey({ id }) }), refreshAll()])

  const cancel = useMutation(
    trpc.project.cancel.mutationOptions({
      onMutate: ({ id }) => ({ settle: hold(id) }),
      onSuccess: (ended, _id, { settle }) => {
        settle(!ended.isUploadStopped)
        toast.done('Cancelled', cancelledWords(ended))
      },
      onError: (error, _id, held) => {
        held?.settle(true)
        toast.failed('It was not cancelled', error.message)
      },
      onSettled: (_ended, _error, { id }) => refresh(id),
    }),
  )
  const restore = useMutation(
    trpc.project.restore.mutationOptions({
      onSuccess: (_, { id }) => onRestored?.(id),
      onError: (error) => toast.failed('The project was not brought back', error.message),
      onSettled: (_ended, _error, { id }) => refresh(id),
    }),
  )
  const remove = useMutation(
    trpc.project.remove.mutationOptions({
      onMutate: ({ id }) => {
        onRemoving?.(id)
        return { settle: hold(id) }
      },
      onSuccess: (ended, { id }, { settle }) => {
        settle(ended?.isUploadStopped !== true)
        onRemoved?.()
        toast.undo('Project removed', { ...removalNote(ended), onUndo: () => restore.mutate({ id }) })
      },
      onError: (error, _id, held) => {
        held?.settle(true)
        toast.failed('The project was not removed', error.message)
      },
      // Its own page goes away: what is gone is not asked for again.
      onSettled: (_ended, error, { id }) => (error ? refresh(id) : refreshAll()),
    }),
  )
  return { cancel, remove }
}
