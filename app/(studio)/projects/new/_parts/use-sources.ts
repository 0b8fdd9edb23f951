'use client'

import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { heldUntil } from '@/app/_trpc/held-until'
import { outlivesPage } from '@/app/_trpc/outlives-page'
import { announce } from '@/app/_ui/announce'
import { takePickedFiles } from '@/app/_ui/picked-files'
import { removeWithUndo, useRemoved } from '@/app/_ui/removal'
import { toast } from '@/app/_ui/toast'
import { isOnItsWay, sortIncoming } from './sort-incoming'
import { fileItem, type SourceItem, serverItem } from './source-item'
import { isUnderWay, knownFiles, sendFile, sentHere, uploaderOf } from './upload-session'
import { useStatuses } from './use-statuses'

const pollMs = 1500
/** Everything that is on its way in: files of this document, links, and what an earlier visit brought or left unfinished. */
export const useSources = ({
  workspaceId,
  partBytes,
}: {
  readonly workspaceId: string
  readonly partBytes: number
}) => {
  const trpc = useTRPC()
  const client = useQueryClient()
  const [uploader] = useState(() => (typeof window === 'undefined' ? null : uploaderOf({ workspaceId, partBytes })))
  const handles = useSyncExternalStore(sentHere.subscribe, sentHere.list, sentHere.listOnServer)
  const statuses = useStatuses(handles)
  const files = useSyncExternalStore(knownFiles.subscribe, knownFiles.get, knownFiles.getOnServer)
  const removed = useRemoved()
  const [linkIds, setLinkIds] = useState<readonly string[]>([])
  const [lostNames, setLostNames] = useState<readonly string[]>([])

  const addFiles = useCallback(
    (files: readonly File[]) => {
      if (!uploader || files.length === 0) return
      for (const file of files) sendFile(uploader, file)
      setLostNames((names) => names.filter((name) => !files.some((file) => file.name === name)))
      announce(files.length === 1 ? `Uploading ${files[0]?.name}` : `Uploading ${files.length} files`)
    },
    [uploader],
  )
  // Strict mode runs effects twice; what was picked is taken once.
  useEffect(() => {
    const picked = takePickedFiles()
    addFiles(picked.files)
    if (picked.lostNames.length) setLostNames(picked.lostNames)
  }, [addFiles])

  const { data: listed } = useQuery(trpc.upload.list.queryOptions())

  // What the server makes of them: files once all is sent, links from the start, and what an earlier visit brought.
  const askedIds = new Set([
    ...statuses.flatMap(({ id, phase }) => (id !== null && phase === 'sent' ? [id] : [])),
    ...linkIds,
    ...(listed ?? []).filter(isOnItsWay).map(({ id }) => id),
  ])
  const uploads = useQueries({
    queries: [...askedIds].map((id) =>
      trpc.upload.get.queryOptions(
        { id },
        { refetchInterval: ({ state }) => (isSettled(state.data?.state) ? false : pollMs) },
      ),
    ),
  })
  const views = new Map(uploads.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])))

  const fileItems = handles.flatMap((handle, index) => {
    const status = statuses[index]
    const file = files.get(handle.key)
    if (!status || status.phase === 'cancelled' || file?.isStarted || removed.has(handle.key)) return []
    return [fileItem(handle.key, status, file?.local ?? null, status.id === null ? undefined : views.get(status.id))]
  })
  const linkItems = linkIds.flatMap((id) => {
    const view = views.get(id)
    return view && view.state !== 'cancelled' && !removed.has(id) ? [serverItem(view)] : []
  })
  const shown = [...statuses.flatMap(({ id }) => (id === null ? [] : [id])), ...linkIds].map((id) => ({
    id,
    sourceId: views.get(id)?.source?.id ?? null,
  }))
  const { arrived, unfinished } = sortIncoming(listed ?? [], { shown, removed })
  const arrivedItems = arrived.flatMap((upload) => {
    const view = views.get(upload.id) ?? upload
    return view.state === 'cancelled' ? [] : [serverItem(view)]
  })

  const refresh = () => client.invalidateQueries({ queryKey: trpc.upload.list.queryKey() })
  const discard = useMutation(
    trpc.upload.cancel.mutationOptions({
      ...outlivesPage,
      onError: (error) => toast.failed('The video was not left out', error.message),
      onSettled: refresh,
    }),
  )
  const importLink = useMutation(
    trpc.upload.importLink.mutationOptions({
      onSuccess: ({ id }) => setLinkIds((ids) => [...ids, id]),
      onError: (error) => toast.failed('The link could not be used', error.message),
    }),
  )
  const handleOf = (key: string) => handles.find((handle) => handle.key === key)

  return {
    sources: [...arrivedItems, ...fileItems, ...linkItems] as readonly SourceItem[],
    unfinished,
    /** The project that waits for this upload, or was made of it. */
    projectOf: (uploadId: string | null) => listed?.find(({ id }) => id === uploadId)?.project ?? null,
    lostNames,
    handleOf,
    addFiles,
    /** Whether it was taken; of a refusal it has told. */
    addLink: (url: string) =>
      importLink.mutateAsync({ url }).then(
        () => true,
        () => false,
      ),
    isAsking: importLink.isPending,
    linkHeldUntilMs: heldUntil(importLink.error),
    pause: (key: string) => handleOf(key)?.pause(),
    resume: (key: string) => handleOf(key)?.resume(),
    /** Leaves a video out: what is being sent stands still until it is sure that nobody wants it back. */
    remove: ({ key, uploadId, fileName }: Pick<SourceItem, 'key' | 'uploadId' | 'fileName'>) => {
      const handle = handleOf(key)
      const wasUnderWay = handle !== undefined && isUnderWay(handle)
      if (wasUnderWay) handle.pause()
      removeWithUndo({
        keys: uploadId === null ? [key] : [key, uploadId],
        message: `${fileName} left out`,
        onUndo: () => {
          if (wasUnderWay) handle.resume()
        },
        commit: async () => {
          const id = uploadId ?? handle?.getStatus().id ?? null
          await Promise.all([handle?.cancel(), id === null ? refresh() : discard.mutateAsync({ id })])
          if (handle) uploader?.forget(handle)
          setLinkIds((ids) => ids.filter((each) => each !== id))
        },
      })
    },
  }
}

const isSettled = (state: string | undefined) => state === 'ready' || state === 'failed' || state === 'cancelled'
