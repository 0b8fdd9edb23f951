'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC, useTRPCClient } from '@/app/_trpc/client'
import { formatPlural, formatTimecode } from '@/app/_ui/format'
import { toast } from '@/app/_ui/toast'
import { clipRemovalNote } from '../../../clips/_parts/clip-removal-note'
import type { ClipCardData } from '../../../clips/_parts/types'
import { settleEach } from '../../_parts/settle-each'

/** What can be done with clips from the project's page. */
export const useClipActions = (projectId: string) => {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const projectKey = trpc.project.get.queryKey({ id: projectId })
  const refresh = () => client.invalidateQueries({ queryKey: projectKey })

  const make = useMutation(
    trpc.clip.createFromRange.mutationOptions({
      onSuccess: (_made, { startMs, endMs }) => {
        toast.done(
          'Cutting your clip',
          `${formatTimecode(startMs)} to ${formatTimecode(endMs)}. It is among the clips, and plays as soon as it is ready.`,
        )
        void refresh()
        // The first clip of a video in which nothing was found takes its credits.
        void client.invalidateQueries({ queryKey: trpc.credits.pathKey() })
        void client.invalidateQueries({ queryKey: trpc.account.me.queryKey() })
      },
      onError: (error) => toast.failed('The clip was not made', error.message),
    }),
  )

  const restore = async (clips: readonly ClipCardData[]) => {
    const { failed } = await settleEach(clips, ({ id }) => api.clip.restore.mutate({ id }))
    if (failed.length > 0)
      toast.failed(
        `${formatPlural(failed.length, 'clip was', 'clips were')} not brought back`,
        failed[0]?.error.message,
      )
    await refresh()
  }

  const remove = async (clips: readonly ClipCardData[]) => {
    const ids = new Set(clips.map(({ id }) => id))
    await client.cancelQueries({ queryKey: projectKey })
    client.setQueryData(
      projectKey,
      (project) => project && { ...project, clips: project.clips.filter(({ id }) => !ids.has(id)) },
    )
    const { done, failed } = await settleEach(clips, ({ id }) => api.clip.remove.mutate({ id }))
    if (failed.length > 0)
      toast.failed(
        `${formatPlural(failed.length, 'clip')} could not be removed`,
        `${failed.length === 1 ? 'It is' : 'They are'} still here. Try again.`,
      )
    const removed = done.map(({ item }) => item)
    if (removed.length > 0)
      toast.undo(removed.length === 1 ? 'Clip removed' : `${formatPlural(removed.length, 'clip')} removed`, {
        ...clipRemovalNote(removed),
        onUndo: () => void restore(removed),
      })
    await refresh()
  }

  /** Browsers ask once whether a page may save several files. */
  const download = async (clips: readonly ClipCardData[]) => {
    for (const { id } of clips) {
      const clip = await client
        .fetchQuery(trpc.clip.get.queryOptions({ id }))
        .catch(() => toast.failed('A clip could not be downloaded', 'It may have been removed. Load the page again.'))
      const url = clip?.renders.find(({ state, downloadUrl }) => state === 'ready' && downloadUrl)?.downloadUrl
      if (!url) continue
      const link = Object.assign(document.createElement('a'), { href: url, download: '' })
      link.click()
      await new Promise((resolve) => setTimeout(resolve, 400))
    }
  }

  return { make, remove, download }
}
