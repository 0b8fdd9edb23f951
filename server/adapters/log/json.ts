import { pino } from 'pino'
import type { Log } from '@/server/ports/log'

/** JSON lines on standard output. What could open an account or name a person is never written. */
export const createJsonLog = (): Log => {
  const logger = pino({
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'authorization',
        'cookie',
        'token',
        'secret',
        'email',
        'to',
        '*.authorization',
        '*.cookie',
        '*.token',
        '*.secret',
        '*.apiKey',
        '*.email',
      ],
      censor: '[redacted]',
    },
  })
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  }
}
