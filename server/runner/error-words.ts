/** An error for the log. Never the object: an error of pg carries its connection, and with it the password. */
export const errorWords = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
