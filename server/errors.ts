/**
 * Every error a person or a caller can meet. ONE table says what each code means outside: how the command line exits, what
 * HTTP answers, whether trying again can help, and whether the message may be shown. Decide by code, never by text.
 */
export const errorTable = {
  unsupported_container: { http: 422, exit: 65, retry: false, expose: true },
  unreadable_media: { http: 422, exit: 65, retry: false, expose: true },
  no_media_streams: { http: 422, exit: 65, retry: false, expose: true },
  limit_exceeded: { http: 422, exit: 65, retry: false, expose: true },
  invalid_subtitles: { http: 422, exit: 65, retry: false, expose: true },
  invalid_request: { http: 400, exit: 64, retry: false, expose: true },
  not_found: { http: 404, exit: 66, retry: false, expose: true },
  engine_unavailable: { http: 503, exit: 69, retry: true, expose: true },
  taken_over: { http: 503, exit: 75, retry: true, expose: false },
  engine_failed: { http: 502, exit: 69, retry: true, expose: true },
  media_tool_missing: { http: 503, exit: 69, retry: false, expose: true },
  media_tool_failed: { http: 500, exit: 70, retry: true, expose: true },
  media_tool_timeout: { http: 500, exit: 70, retry: true, expose: true },
  output_too_large: { http: 500, exit: 70, retry: false, expose: true },
  output_mismatch: { http: 500, exit: 70, retry: true, expose: true },
  storage_full: { http: 507, exit: 73, retry: true, expose: true },
  cancelled: { http: 499, exit: 130, retry: false, expose: true },
  invalid_environment: { http: 500, exit: 78, retry: false, expose: true },
  unauthenticated: { http: 401, exit: 77, retry: false, expose: true },
  forbidden: { http: 403, exit: 77, retry: false, expose: true },
  conflict: { http: 409, exit: 75, retry: false, expose: true },
  gone: { http: 410, exit: 66, retry: false, expose: true },
  payload_too_large: { http: 413, exit: 65, retry: false, expose: true },
  checksum_mismatch: { http: 460, exit: 65, retry: false, expose: true },
  insufficient_credits: { http: 402, exit: 77, retry: false, expose: true },
  rate_limited: { http: 429, exit: 75, retry: true, expose: true },
  busy: { http: 503, exit: 75, retry: true, expose: true },
  import_refused: { http: 422, exit: 65, retry: false, expose: true },
  import_failed: { http: 502, exit: 69, retry: true, expose: true },
  storage_unavailable: { http: 503, exit: 69, retry: true, expose: true },
  database_unavailable: { http: 503, exit: 69, retry: true, expose: true },
  queue_unavailable: { http: 503, exit: 69, retry: true, expose: true },
  mail_unavailable: { http: 503, exit: 69, retry: true, expose: true },
  mail_refused: { http: 422, exit: 65, retry: false, expose: true },
  internal: { http: 500, exit: 70, retry: false, expose: false },
} as const satisfies Record<string, { http: number; exit: number; retry: boolean; expose: boolean }>

export type ErrorCode = keyof typeof errorTable

/** The same in every copy of this module: the bundler gives pages and doors copies of their own. */
const brand: unique symbol = Symbol.for('clipforge.DomainError')

/** What is said of a fault that nobody foresaw: its own words are for the log. */
export const unforeseenMessage = 'Something went wrong on our side. Nothing was lost; try again.'

/** What a page of Next's that threw tells its error page in place of everything else: it will work again by itself. */
export const passingDigest = 'passing'

export class DomainError extends Error {
  readonly [brand] = true
  readonly code: ErrorCode
  /** Numbers and names for the reader of a log or an API client; never secrets. */
  readonly details: Readonly<Record<string, unknown>>
  /** Next makes one of its own where there is none. */
  readonly digest?: string

  /** `message` says what happened and what to do next. */
  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DomainError'
    this.code = code
    this.details = options.details ?? {}
    if (errorTable[code].http === 503) this.digest = passingDigest
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value
  }
}

export const isDomainError = (error: unknown, code?: ErrorCode): error is DomainError =>
  error instanceof DomainError && (code === undefined || error.code === code)

/** What the system, a driver or one of ours calls what went wrong ("ENOENT", "40001", "conflict"); empty where it has no name. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Throws the `cancelled` error when the signal has fired. */
export const throwIfCancelled = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw new DomainError('cancelled', 'Cancelled. Finished stages are kept; run again to go on.')
}
