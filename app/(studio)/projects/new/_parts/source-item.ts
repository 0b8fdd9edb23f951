/** A video on its way in, however it comes. */
export type SourceItem = {
  readonly key: string
  readonly fileName: string
  /** null: a link whose other side has not said. */
  readonly sizeBytes: number | null
  readonly sentBytes: number
  readonly bytesPerSecond: number | null
  readonly phase: 'starting' | 'sending' | 'fetching' | 'paused' | 'retrying' | 'checking' | 'ready' | 'failed'
  /** A sentence, when it failed. */
  readonly failure: string | null
  readonly canPause: boolean
  /** Of the whole file, hexadecimal, once the server has compared it. */
  readonly sha256: string | null
  /** null until the server knows of it. */
  readonly uploadId: string | null
  readonly durationMs: number | null
  readonly widthPx: number | null
  readonly heightPx: number | null
  readonly thumbnailUrl: string | null
}
