export type FileHash = {
  /** SHA-256, hex; null where it could not be had: no worker, a file that is no longer there. */
  readonly hex: Promise<string | null>
  stop(): void
}

/** Begins at once, in a worker of its own, while the file is being sent. */
export const hashFile = (file: File): FileHash => {
  const worker = openWorker()
  if (worker === null) return { hex: Promise.resolve(null), stop: () => undefined }
  let settle = (_hex: string | null): void => undefined
  const hex = new Promise<string | null>((resolve) => {
    settle = resolve
  })
  worker.addEventListener('message', ({ data }: MessageEvent<{ hex: string | null }>) => {
    settle(data.hex)
    worker.terminate()
  })
  worker.addEventListener('error', () => settle(null))
  worker.postMessage(file)
  return {
    hex,
    stop: () => {
      worker.terminate()
      settle(null)
    },
  }
}

const openWorker = (): Worker | null => {
  try {
    return new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' })
  } catch {
    return null
  }
}
