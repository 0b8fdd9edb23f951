'use client'

import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { heldUntil } from '@/app/_trpc/held-until'
import { announce } from '@/app/_ui/announce'
import { takePickedFiles } from '@/app/_ui/picked-files'
import { toast } from '@/app/_ui/toast'
import { fileItem, linkItem, type SourceItem } from './source-item'
import type { UploadHandle, UploadStatus } from './upload-client'
import { knownFiles, sendFile, uploaderOf } from './upload-session'

const pollMs = 1500
const noStatuses: readonly UploadStatus[] = []

/** The statuses of all handles; a new array only when one of them changed. */
const useStatuses = (handles: readonly UploadHandle[]): readonly UploadStatus[] => {
  const last = useRef(noStatuses)
  return useSyncExternalStore(
    useCallback(
      (listener) => {
        const stops = handles.map((handle) => handle.subscribe(listener))
        return () => {
          for (const stop of stops) stop()
        }
      },
      [handles],
    ),
    () => {
      const next = handles.map((handle) => handle.getStatus())
      if (next.length !== last.current.length || next.some((each, index) => each !== last.current[index]))
        last.current = next
      return last.current
    },
    () => noStatuses,
  )
}

/** Everything that is on its way in: files of this document, links, and what an earlier visit left unfinished. */
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
  const handles = useSyncExternalStore(
    uploader?.subscribe ?? (() => () => undefined),
    uploader?.list ?? (() => noHandles),
    () => noHandles,
  )
  const statuses = useStatuses(handles)
  const known = useSyncExternalStore(knownFiles.subscribe, knownFiles.get, knownFiles.getOnServer)
  const [linkIds, setLinkIds] = useState<readonly string[]>([])
  const [discardedIds, setDiscardedIds] = useState<readonly string[]>([])
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

  // What the server makes of them: files once all is sent, links from the start.
  const askedIds = [...statuses.flatMap(({ id, phase }) => (id !== null && phase === 'sent' ? [id] : [])), ...linkIds]
  const uploads = useQueries({
    queries: askedIds.map((id) =>
      trpc.upload.get.queryOptions(
        { id },
        { refetchInterval: ({ state }) => (isSettled(state.data?.state) ? false : pollMs) },
      ),
    ),
  })
  const views = new Map(uploads.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])))

  const fileItems = handles.flatMap((handle, index) => {
    const status = statuses[index]
    const file = known.get(handle.key)
    if (!status || status.phase === 'cancelled' || file?.isStarted) return []
    return [fileItem(handle.key, status, file?.local ?? null, status.id === null ? undefined : views.get(status.id))]
  })
  const linkItems = linkIds.flatMap((id) => {
    const view = views.get(id)
    return view && view.state !== 'cancelled' ? [linkItem(view)] : []
  })

  const { data: all } = useQuery(trpc.upload.list.queryOptions())
  const unfinished = (all ?? []).filter(
    (view) =>
      view.kind === 'file' &&
      view.state === 'receiving' &&
      !statuses.some(({ id }) => id === view.id) &&
      !discardedIds.includes(view.id),
  )
  const cancel = useMutation(
    trpc.upload.cancel.mutationOptions({
      onError: (error, { id }) => {
        setDiscardedIds((ids) => ids.filter((each) => each !== id))
        toast.failed('The upload was not discarded', error.message)
      },
      onSettled: () => client.invalidateQueries({ queryKey: trpc.upload.list.queryKey() }),
    }),
  )
  const importLink = useMutation(
    trpc.upload.importLink.mutationOptions({
      onSuccess: ({ id }) => setLinkIds((ids) => [...ids, id]),
      onError: (error) => toast.failed('The link could not be used', error.message),
    }),
  )
  /** Gone from the page at once; the server is told meanwhile. */
  const discard = (id: string) => {
    setDiscardedIds((ids) => [...ids, id])
    cancel.mutate({ id })
  }
  const handleOf = (key: string) => handles.find((handle) => handle.key === key)

  return {
    sources: [...fileItems, ...linkItems] as readonly SourceItem[],
    unfinished,
    lostNames,
    handleOf,
    addFiles,
    addLink: (url: string) => importLink.mutate({ url }),
    isAsking: importLink.isPending,
    linkHeldUntilMs: heldUntil(importLink.error),
    pause: (key: string) => handleOf(key)?.pause(),
    resume: (key: string) => handleOf(key)?.resume(),
    remove: (source: SourceItem) => {
      const handle = handleOf(source.key)
      if (handle) {
        const { uploadId } = source
        if (uploadId !== null) setDiscardedIds((ids) => [...ids, uploadId])
        void handle.cancel()
        uploader?.forget(handle)
        return
      }
      setLinkIds((ids) => ids.filter((id) => id !== source.uploadId))
      if (source.uploadId !== null && source.phase === 'fetching') discard(source.uploadId)
    },
    discard,
  }
}

const noHandles: readonly UploadHandle[] = []
const isSettled = (state: string | undefined) => state === 'ready' || state === 'failed' || state === 'cancelled'
