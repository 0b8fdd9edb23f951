export type RunningPostgres = {
  readonly url: string
  readonly pid: number
  readonly clusterDir: string
  readonly wasRunning: boolean
}

export function ensurePostgres(options: {
  readonly dataDir: string
  readonly database?: string
  readonly logFile?: string
  readonly settings?: Readonly<Record<string, string>>
}): Promise<RunningPostgres>
export function stopPostgres(options: { readonly dataDir: string }): Promise<boolean>
export function removePostgres(options: { readonly dataDir: string }): Promise<void>
export function findPostgres(options: {
  readonly dataDir: string
  readonly database?: string
}): Promise<Omit<RunningPostgres, 'wasRunning'> | null>
