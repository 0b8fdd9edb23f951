/**
 * Fetches from addresses that people give us, so it goes nowhere but to the public internet: every name is resolved by us, once per hop,
 * and refused when any answer is not a public address (docs/uploads.md).
 */
export interface Fetcher {
  /** What can be said of an address without touching the network. @throws import_refused */
  check(url: string): void
  /** @throws import_refused (never worth a retry: also what is too slow or takes too long), import_failed (the other side), cancelled */
  open(url: string, options: FetchOptions): Promise<Fetched>
}

export type FetchOptions = {
  readonly signal: AbortSignal
  /** Past this many bytes the body throws `payload_too_large`, whatever the headers said. */
  readonly maxBytes: number
  /** From the first connection to the last byte. */
  readonly withinMs: number
}

export type Fetched = {
  /** As the headers say; null when they don't. */
  readonly sizeBytes: number | null
  /** From Content-Disposition or the last part of the path, as it came: to be made safe before it is shown. */
  readonly fileName: string | null
  readonly body: AsyncIterable<Uint8Array>
}
