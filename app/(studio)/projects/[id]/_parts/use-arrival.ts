'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { announce } from '@/app/_ui/announce'
import { formatBytes } from '@/app/_ui/format'
import { toast } from '@/app/_ui/toast'
import type { ProjectData } from '../../../clips/_parts/types'
import type { UploadStatus } from '../../new/_parts/upload-client'
import { sendFile, sentHere, uploaderOf } from '../../new/_parts/upload-session'
import { useStatuses } from '../../new/_parts/use-statuses'

/** How a project's video comes: what this document sends of it, or whether anything comes at all. */
export type Arrival = {
  /** null: it is sent elsewhere, or by nobody. */
  readonly status: UploadStatus | null
  /** Nothing of it has come for a while. */
  readonly isStill: boolean
  readonly pause: () => void
  readonly resume: () => void
  /** The file that another visit began to send: only the rest is sent. */
  readonly choose: (files: readonly File[]) => void
}

/** The server tells of bytes every second while they come. */
const stillAfterMs = 10_000

const useIsStill = (offsetBytes: number | null): boolean => {
  const [stillAt, setStillAt] = useState<number | null>(null)
  useEffect(() => {
    setStillAt(null)
    if (offsetBytes === null) return
    const timer = setTimeout(() => {
      setStillAt(offsetBytes)
      announce('The video is not arriving at the moment')
    }, stillAfterMs)
    return () => clearTimeout(timer)
  }, [offsetBytes])
  return offsetBytes !== null && stillAt === offsetBytes
}

export const useArrival = (upload: ProjectData['upload']): Arrival => {
  const trpc = useTRPC()
  const client = useQueryClient()
  const handles = useSyncExternalStore(sentHere.subscribe, sentHere.list, sentHere.listOnServer)
  const statuses = useStatuses(handles)
  const at = upload === null ? -1 : statuses.findIndex(({ id }) => id === upload.id)
  const status = statuses[at] ?? null
  const handle = handles[at]
  const isStill = useIsStill(upload?.state === 'receiving' && status === null ? upload.offsetBytes : null)

  const goOn = async (file: File, { id, fileName, sizeBytes }: NonNullable<typeof upload>) => {
    if (file.size !== sizeBytes)
      return toast.failed(
        'That is another file',
        `${fileName} has ${formatBytes(sizeBytes ?? 0)}, ${file.name} has ${formatBytes(file.size)}. Choose the one that was begun with.`,
      )
    try {
      const [{ workspace }, { partBytes }] = await Promise.all([
        client.fetchQuery(trpc.account.me.queryOptions()),
        client.fetchQuery(trpc.upload.limits.queryOptions()),
      ])
      if (workspace) sendFile(uploaderOf({ workspaceId: workspace.id, partBytes }), file, id)
    } catch (error) {
      toast.failed('The upload did not go on', error instanceof Error ? error.message : undefined)
    }
  }
  return {
    status,
    isStill,
    pause: () => handle?.pause(),
    resume: () => handle?.resume(),
    choose: ([file]) => {
      if (upload !== null && file !== undefined) void goOn(file, upload)
    },
  }
}
