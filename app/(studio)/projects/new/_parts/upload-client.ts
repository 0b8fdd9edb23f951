import { createUpload, type UploadHandle } from './upload-handle'

export type { UploadHandle, UploadPhase, UploadStatus } from './upload-handle'

export type UploaderOptions = {
  /** Of the chosen workspace: an upload that was begun elsewhere is not resumed here. */
  readonly workspaceId: string
  /** `upload.limits.partBytes` */
  readonly partBytes: number
  /** Sent at once; the rest wait. */
  readonly maxAtOnce?: number
}

export type Uploader = {
  /** Begins, or goes on where a closed tab or a lost network left off; with an id, with that upload alone. */
  start(file: File, uploadId?: string): UploadHandle
  /** Oldest first. The same array until something is added or removed. */
  list(): readonly UploadHandle[]
  /** An upload that ended is taken from the list. */
  forget(handle: UploadHandle): void
  /** Called when `list` changes. */
  subscribe(listener: () => void): () => void
  /** Stops all that is under way; it can be resumed by starting the same file again. */
  close(): void
}

/**
 * Sends several files, two at a time, each resumable. Both the uploader and each handle are stores for React's `useSyncExternalStore`:
 * `subscribe(listener)` and `list()` or `getStatus()`.
 */
export const createUploader = ({ workspaceId, partBytes, maxAtOnce = 2 }: UploaderOptions): Uploader => {
  let handles: readonly UploadHandle[] = []
  const listeners = new Set<() => void>()
  const change = (next: readonly UploadHandle[]): void => {
    handles = next
    for (const listener of listeners) listener()
  }
  const startWaiting = (): void => {
    const phases = handles.map((handle) => ({ handle, phase: handle.getStatus().phase }))
    let room = maxAtOnce - phases.filter(({ phase }) => ['sending', 'offline', 'retrying'].includes(phase)).length
    for (const { handle, phase } of phases) {
      if (room <= 0) return
      if (phase !== 'waiting') continue
      room--
      handle.begin()
    }
  }
  const onOnline = (): void => {
    for (const handle of handles) handle.reconnect()
  }
  window.addEventListener('online', onOnline)
  return {
    start: (file, uploadId) => {
      const handle = createUpload(file, { workspaceId, partBytes, uploadId, onPhase: startWaiting })
      change([...handles, handle])
      startWaiting()
      return handle
    },
    list: () => handles,
    forget: (handle) => {
      change(handles.filter((each) => each !== handle))
      startWaiting()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => {
      window.removeEventListener('online', onOnline)
      for (const handle of handles) handle.pause()
    },
  }
}
