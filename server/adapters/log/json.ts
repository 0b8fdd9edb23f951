import { type DestinationStream, pino } from 'pino'
import type { Log } from '@/server/ports/log'
import { redact, redactText } from '@/server/redact'

/** JSON lines on standard output. What could open an account or name a person is never written. */
export const createJsonLog = (destination?: DestinationStream): Log => {
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  }
  const logger = destination === undefined ? pino(options) : pino(options, destination)
  const line =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, fields: Record<string, unknown> = {}): void =>
      logger[level](redact(fields), redactText(message))
  return { info: line('info'), warn: line('warn'), error: line('error') }
}
