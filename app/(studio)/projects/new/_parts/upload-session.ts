import { type LocalVideo, readLocalVideo } from './read-local-video'
import { createUploader, type Uploader, type UploaderOptions, type UploadHandle } from './upload-client'

/** What this document knows of a file that is being sent, beside what the uploader knows. */
export type KnownFile = { readonly local: LocalVideo | null; readonly isStarted: boolean }

type Session = {
  readonly workspaceId: string
  readonly uploader: Uploader
  known: ReadonlyMap<string, KnownFile>
}

/** One for as long as the document lives, so that uploads go on while somebody looks at other pages. */
let session: Session | null = null
const listeners = new Set<() => void>()
const noHandles: readonly UploadHandle[] = []
const nothing: ReadonlyMap<string, KnownFile> = new Map()

export const isUnderWay = ({ getStatus }: UploadHandle) =>
  ['waiting', 'sending', 'offline', 'retrying'].includes(getStatus().phase)

/** Leaving the site would stop what is being sent: the browser asks first. */
const guard = (event: BeforeUnloadEvent) => {
  if (session?.uploader.list().some(isUnderWay)) event.preventDefault()
}

/** The uploader of this workspace. Another workspace's is closed: its uploads can be resumed there. */
export const uploaderOf = (options: UploaderOptions): Uploader => {
  if (session?.workspaceId === options.workspaceId) return session.uploader
  session?.uploader.close()
  if (session === null) window.addEventListener('beforeunload', guard)
  session = { workspaceId: options.workspaceId, uploader: createUploader(options), known: nothing }
  session.uploader.subscribe(tell)
  return session.uploader
}

const tell = (): void => {
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

const note = (key: string, change: Partial<KnownFile>): void => {
  if (session === null) return
  const before = session.known.get(key) ?? { local: null, isStarted: false }
  session.known = new Map(session.known).set(key, { ...before, ...change })
  tell()
}

/** Starts sending, and reads length and picture from the file meanwhile. With an id: the rest of that upload. */
export const sendFile = (uploader: Uploader, file: File, uploadId?: string): void => {
  const { key } = uploader.start(file, uploadId)
  void readLocalVideo(file).then((local) => note(key, { local }))
}

/** A project was made of it: it is no longer something to start with. */
export const noteStarted = (key: string): void => note(key, { isStarted: true })

export const knownFiles = { subscribe, get: () => session?.known ?? nothing, getOnServer: () => nothing }

/** What this document sends, whichever page began it. */
export const sentHere = {
  subscribe,
  list: () => session?.uploader.list() ?? noHandles,
  listOnServer: () => noHandles,
}

/**
 * While the server is asked whether an upload is still wanted, what this document sends of it stands still. `settle` goes on with it, or
 * ends it for good: then leaving the site asks nothing for its sake.
 */
export const holdUpload = (uploadId: string | null): ((isWanted: boolean) => void) => {
  const handle = sentHere.list().find(({ getStatus }) => uploadId !== null && getStatus().id === uploadId)
  if (handle === undefined) return () => undefined
  const wasUnderWay = isUnderWay(handle)
  handle.pause()
  return (isWanted) => {
    if (!isWanted) void handle.cancel().finally(() => session?.uploader.forget(handle))
    else if (wasUnderWay) handle.resume()
  }
}

/** The upload's id, as soon as the server has given one; null when it ended without. */
export const uploadIdOf = (handle: UploadHandle): Promise<string | null> =>
  new Promise((resolve) => {
    const check = () => {
      const { id, phase } = handle.getStatus()
      if (id === null && phase !== 'failed' && phase !== 'cancelled') return false
      resolve(id)
      return true
    }
    if (check()) return
    const stop = handle.subscribe(() => check() && stop())
  })
