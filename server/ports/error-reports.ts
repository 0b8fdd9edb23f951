/** Where faults that nobody foresaw go, so that somebody hears of them. What was foreseen is a DomainError and is not reported. */
export interface ErrorReports {
  readonly id: 'log' | 'sentry'
  /** Logs it, counts it, and hands it on where that is set up. Never throws, never waits; the same fault in a storm is handed on a few times. */
  report(error: unknown, about: FaultPlace): void
  /** What is on its way has arrived or is given up: before a process ends. */
  flush(): Promise<void>
}

export type FaultPlace = {
  /** The kind of place: "procedure", "page", "worker", "process". */
  readonly where: string
  /** A procedure's path, a route's pattern, a function's id; never an address with somebody's ids in it. */
  readonly name?: string | undefined
  readonly requestId?: string | undefined
}
