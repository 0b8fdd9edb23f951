export const supervise: (program: {
  readonly name: string
  /** Node's. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly logFile: string
  readonly isShown?: boolean
  readonly goodbyeMs?: number
  readonly onStart?: (pid: number) => void
  /** Where it answers for as long as it turns. */
  readonly liveUrl?: string
  /** For tests: looked at more often. */
  readonly lookMs?: number
}) => { pid(): number; stop(options?: { readonly isAtOnce?: boolean }): Promise<void> }
