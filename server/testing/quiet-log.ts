import type { Log } from '@/server/ports/log'

/** For what is not about the log: says nothing. */
export const quietLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
