'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { heldUntil } from '@/app/_trpc/held-until'
import { idempotent } from '@/app/_trpc/idempotent'
import { announce } from '@/app/_ui/announce'
import { toast } from '@/app/_ui/toast'
import { clipRemovalNote } from '../../_parts/clip-removal-note'
import { optimisticTitle } from '../../_parts/optimistic-title'
import type { ClipData } from '../../_parts/types'
import { clipPollMs } from './clip-poll-ms'

/** The clip, asked for again while a render of it is under way. */
export const useClip = (id: string, { isLeaving }: { readonly isLeaving: boolean }) => {
  const trpc = useTRPC()
  const query = useQuery({
    ...trpc.clip.get.queryOptions({ id }),
    // A clip that was removed is not asked for again while the page goes away.
    enabled: !isLeaving,
    refetchInterval: ({ state }) => clipPollMs(state),
  })
  const ready = query.data?.renders.filter(({ state }) => state === 'ready').length
  const failed = query.data?.renders.filter(({ state }) => state === 'failed').length
  const before = useRef({ ready, failed })
  useEffect(() => {
    const was = before.current
    before.current = { ready, failed }
    if (was.ready !== undefined && (ready ?? 0) > was.ready) announce('A file is ready')
    if (was.failed !== undefined && (failed ?? 0) > was.failed) announce('A render failed')
  }, [ready, failed])
  return query
}

/** What can be done with the clip and its files. */
export const useClipDeeds = (clip: ClipData, onLeaving: (isLeaving: boolean) => void) => {
  const trpc = useTRPC()
  const client = useQueryClient()
  const router = useRouter()
  const key = trpc.clip.get.queryKey({ id: clip.id })
  const refresh = () => {
    void client.invalidateQueries({ queryKey: key })
    void client.invalidateQueries({ queryKey: trpc.project.get.queryKey({ id: clip.project.id }) })
  }
  const failed = (what: string) => (error: { readonly message: string }) => {
    toast.failed(what, error.message)
    refresh()
  }
  const naming = optimisticTitle(client, key)

  const rename = useMutation(
    trpc.clip.rename.mutationOptions({
      ...idempotent,
      onMutate: naming.onMutate,
      onError: (error, _named, made) => {
        naming.takeBack(made)
        toast.failed('The name was not changed', error.message)
      },
      onSuccess: refresh,
    }),
  )
  const restore = useMutation(
    trpc.clip.restore.mutationOptions({
      onSuccess: () => {
        refresh()
        router.push(`/clips/${clip.id}`)
      },
      onError: failed('The clip was not brought back'),
    }),
  )
  const remove = useMutation(
    trpc.clip.remove.mutationOptions({
      onMutate: () => onLeaving(true),
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: trpc.project.get.queryKey({ id: clip.project.id }) })
        router.push(`/projects/${clip.project.id}`)
        toast.undo('Clip removed', { ...clipRemovalNote(clip.renders), onUndo: () => restore.mutate({ id: clip.id }) })
      },
      onError: (error) => {
        onLeaving(false)
        failed('The clip was not removed')(error)
      },
    }),
  )
  const render = useMutation(
    trpc.clip.render.mutationOptions({
      ...idempotent,
      onSuccess: () => {
        announce('The render was asked for')
        refresh()
      },
      onError: failed('The render was not started'),
    }),
  )
  const retry = useMutation(
    trpc.clip.retryRender.mutationOptions({ onSuccess: refresh, onError: failed('The render was not started again') }),
  )
  const cancel = useMutation(
    trpc.clip.cancelRender.mutationOptions({ onSuccess: refresh, onError: failed('The render was not cancelled') }),
  )

  return {
    render,
    retry: (renderId: string) => retry.mutate({ renderId }),
    /** Until then no render is tried again; all of them count together. */
    retryHeldUntilMs: heldUntil(retry.error),
    cancel: (renderId: string) => cancel.mutate({ renderId }),
    isBusy: retry.isPending || cancel.isPending,
    remove: () => remove.mutate({ id: clip.id }),
    rename: (title: string) =>
      rename.mutate(
        { id: clip.id, title },
        {
          onSuccess: () =>
            toast.undo('Clip renamed', { onUndo: () => rename.mutate({ id: clip.id, title: clip.title }) }),
        },
      ),
  }
}
