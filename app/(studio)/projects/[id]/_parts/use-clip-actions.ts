'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC, useTRPCClient } from '@/app/_trpc/client'
import { formatPlural, formatTimecode } from '@/app/_ui/format'
import { toast } from '@/app/_ui/toast'
import { clipRemovalNote } from '../../../clips/_parts/clip-removal-note'
import type { ClipCardData } from '../../../clips/_parts/types'

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

  const remove = async (clips: readonly ClipCardData[]) => {
    const ids = new Set(clips.map(({ id }) => id))
    await client.cancelQueries({ queryKey: projectKey })
    client.setQueryData(
      projectKey,
      (project) => project && { ...project, clips: project.clips.filter(({ id }) => !ids.has(id)) },
    )
    const results = await Promise.allSettled(clips.map(({ id }) => api.clip.remove.mutate({ id })))
    const failed = results.filter(({ status }) => status === 'rejected').length
    if (failed > 0)
      toast.failed(`${formatPlural(failed, 'clip')} could not be removed`, 'They are still here. Try again.')
    if (failed < clips.length)
      toast.undo(clips.length === 1 ? 'Clip removed' : `${clips.length - failed} clips removed`, {
        ...clipRemovalNote(clips),
        onUndo: () => {
          void Promise.allSettled(clips.map(({ id }) => api.clip.restore.mutate({ id }))).then(refresh)
        },
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
