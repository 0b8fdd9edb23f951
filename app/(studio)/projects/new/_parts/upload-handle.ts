import { DetailedError, Upload } from 'tus-js-client'
import { createCheckedHttpStack } from './checked-http-stack'
import { type FileHash, hashFile } from './hash-file'
import { createSpeedMeter } from './upload-speed'

export type UploadPhase =
  /** For its turn. */
  | 'waiting'
  | 'sending'
  | 'paused'
  /** Several tries came to nothing; it begins again after a while, and at once when the network is back. */
  | 'offline'
  /** The server did not answer, or said to come back later; it is asked again. */
  | 'retrying'
  /** All bytes are there; `upload.get({ id })` tells what becomes of them. */
  | 'sent'
  | 'failed'
  | 'cancelled'

export type UploadStatus = {
  /** Of the Upload row; null until the server has given one. */
  readonly id: string | null
  readonly fileName: string
  readonly sizeBytes: number
  readonly sentBytes: number
  /** 0-1 */
  readonly share: number
  readonly bytesPerSecond: number | null
  readonly timeLeftMs: number | null
  readonly phase: UploadPhase
  /** It went on with what an earlier visit had sent. */
  readonly isResumed: boolean
  readonly failure: { readonly code: string; readonly message: string } | null
  /** While `retrying` because of how many uploads were begun: when the next one may. */
  readonly heldUntilMs: number | null
}

export type UploadHandle = {
  /** For React lists. */
  readonly key: string
  /** The same object until something changes. */
  getStatus(): UploadStatus
  subscribe(listener: () => void): () => void
  pause(): void
  /** After a pause or a failure. Waits for its turn like a new one. */
  resume(): void
  /** For good: it is not resumed from here. What the server has of it is deleted by `upload.cancel`. */
  cancel(): Promise<void>
  /** For the uploader: its turn has come. */
  begin(): void
  /** For the uploader: the network is back. */
  reconnect(): void
}

type HandleOptions = {
  readonly workspaceId: string
  readonly partBytes: number
  /** The rest of this upload, and no other: wherever it was begun. */
  readonly uploadId?: string | undefined
  readonly onPhase: () => void
}

const endpoint = '/api/uploads'
/** Soon at first. After these the upload begins again by itself, at this pace for as long as a server may take to come back. */
const retryDelays = [0, 1_000, 2_000, 4_000, 8_000]
const beginAgainMs = 15_000
const notifyEveryMs = 250

export const createUpload = (
  file: File,
  { workspaceId, partBytes, uploadId, onPhase }: HandleOptions,
): UploadHandle => {
  const listeners = new Set<() => void>()
  const speed = createSpeedMeter()
  let status: UploadStatus = {
    id: uploadId ?? null,
    fileName: file.name,
    sizeBytes: file.size,
    sentBytes: 0,
    share: 0,
    bytesPerSecond: null,
    timeLeftMs: null,
    phase: 'waiting',
    isResumed: uploadId !== undefined,
    failure: null,
    heldUntilMs: null,
  }
  let notifiedMs = 0
  let hash: FileHash | null = null
  let later: ReturnType<typeof setTimeout> | undefined
  const change = (changed: Partial<UploadStatus>): void => {
    const before = status.phase
    status = { ...status, ...changed }
    for (const listener of listeners) listener()
    if (status.phase !== before) onPhase()
  }
  const move = (phase: UploadPhase, failure: UploadStatus['failure'] = null): void => {
    clearTimeout(later)
    speed.restart()
    change({ phase, failure, bytesPerSecond: null, timeLeftMs: null, heldUntilMs: null })
  }
  const isOver = (): boolean => status.phase === 'sent' || status.phase === 'cancelled'

  const upload = new Upload(file, {
    // Without the endpoint no other is begun where the server has this one no more.
    ...(uploadId === undefined ? { endpoint } : { uploadUrl: `${endpoint}/${uploadId}` }),
    chunkSize: partBytes,
    retryDelays,
    metadata: { filename: file.name },
    removeFingerprintOnSuccess: true,
    fingerprint: async () => ['clipforge', workspaceId, file.name, file.size, file.lastModified].join('|'),
    httpStack: createCheckedHttpStack({ sizeBytes: file.size, hash: async () => (hash === null ? null : hash.hex) }),
    onUploadUrlAvailable: () => {
      const id = upload.url?.split('/').at(-1) ?? null
      // What an earlier visit left may be gone by now; then this is a new one.
      change({ id, isResumed: status.isResumed && id === status.id })
    },
    onProgress: (sentBytes) => {
      if (status.phase === 'retrying') move('sending')
      const bytesPerSecond = speed.add(sentBytes)
      const nowMs = performance.now()
      if (nowMs - notifiedMs < notifyEveryMs && sentBytes < file.size) return
      notifiedMs = nowMs
      const left = file.size - sentBytes
      change({
        sentBytes,
        share: file.size === 0 ? 0 : sentBytes / file.size,
        bytesPerSecond,
        timeLeftMs: bytesPerSecond === null || bytesPerSecond <= 0 ? null : (left / bytesPerSecond) * 1000,
      })
    },
    onShouldRetry: (error, attempt, options) => {
      const isRetried = navigator.onLine && isWorthRetrying(error)
      if (!isRetried) return false
      if (status.phase === 'sending') move('retrying')
      const { isLimit, waitMs } = readLater(error)
      // tus-js-client knows its own delays only; what the server says goes into them.
      options.retryDelays = retryDelays.map((delay, at) => (at === attempt ? Math.max(delay, waitMs) : delay))
      change({ heldUntilMs: isLimit ? Date.now() + waitMs : null })
      return true
    },
    onSuccess: () => {
      change({ sentBytes: file.size, share: 1 })
      move('sent')
    },
    onError: (error) => {
      if (isWorthRetrying(error)) {
        const { isLimit, waitMs } = readLater(error)
        move('offline')
        change({ heldUntilMs: isLimit ? Date.now() + waitMs : null })
        beginLater(Math.max(beginAgainMs, waitMs))
      } else {
        hash?.stop()
        hash = null
        move('failed', explain(error))
      }
    },
  })

  const beginLater = (waitMs: number): void => {
    later = setTimeout(() => {
      if (!navigator.onLine) return beginLater(waitMs)
      // `sending` is said once bytes move again.
      move('retrying')
      upload.start()
    }, waitMs)
  }

  const begin = (): void => {
    move('sending')
    hash ??= hashFile(file)
    if (upload.url !== null || uploadId !== undefined) {
      upload.start()
      return
    }
    upload
      .findPreviousUploads()
      .catch(() => [])
      .then(([previous]) => {
        if (status.phase !== 'sending') return
        if (previous !== undefined) {
          upload.resumeFromPreviousUpload(previous)
          change({ isResumed: true, id: upload.url?.split('/').at(-1) ?? null })
        }
        upload.start()
      })
  }

  return {
    key: crypto.randomUUID(),
    getStatus: () => status,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    pause: () => {
      if (!['waiting', 'sending', 'offline', 'retrying'].includes(status.phase)) return
      void upload.abort()
      move('paused')
    },
    resume: () => {
      if (status.phase === 'paused' || status.phase === 'failed') move('waiting')
    },
    cancel: async () => {
      if (isOver()) return
      move('cancelled')
      hash?.stop()
      await upload.abort()
      const previous = await upload.findPreviousUploads().catch(() => [])
      for (const { uploadUrl, urlStorageKey } of previous)
        if (uploadUrl === upload.url) await upload.options.urlStorage?.removeUpload(urlStorageKey)
    },
    begin,
    reconnect: () => {
      // Sooner than the next try of its own, which the abort calls off.
      if (status.phase === 'offline' || status.phase === 'retrying') void upload.abort().then(begin)
    },
  }
}

/** What an answer says on when to come back; spread a little, so that several do not come at once. */
const readLater = (error: Error): { readonly isLimit: boolean; readonly waitMs: number } => {
  const response = error instanceof DetailedError ? error.originalResponse : null
  const seconds = Number(response?.getHeader('Retry-After') ?? 0)
  const waitMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 + Math.random() * 1_000 : 0
  return { isLimit: response?.getStatus() === 429, waitMs }
}

/** Refusals stay refusals; a network, a server or a part that failed may do better the next time. */
const isWorthRetrying = (error: Error): boolean => {
  if (!(error instanceof DetailedError)) return false
  const status = error.originalResponse?.getStatus() ?? 0
  return status < 400 || status >= 500 ? status !== 507 : [408, 409, 423, 429, 460, 499].includes(status)
}

const explain = (error: Error): { readonly code: string; readonly message: string } => {
  const unknown = {
    code: 'import_failed',
    message: 'The upload broke off. Check that the file is still there, then try again.',
  }
  if (!(error instanceof DetailedError)) return unknown
  try {
    const body: unknown = JSON.parse(error.originalResponse?.getBody() ?? '')
    if (typeof body !== 'object' || body === null || !('code' in body) || !('detail' in body)) return unknown
    return typeof body.code === 'string' && typeof body.detail === 'string'
      ? { code: body.code, message: body.detail }
      : unknown
  } catch {
    return unknown
  }
}
