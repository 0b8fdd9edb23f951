'use client'

import { useCallback, useRef, useSyncExternalStore } from 'react'
import type { UploadHandle, UploadStatus } from './upload-client'

const noStatuses: readonly UploadStatus[] = []

/** The statuses of all handles; a new array only when one of them changed. */
export const useStatuses = (handles: readonly UploadHandle[]): readonly UploadStatus[] => {
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
