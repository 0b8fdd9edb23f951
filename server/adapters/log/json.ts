import { type DestinationStream, pino } from 'pino'
import type { Log } from '@/server/ports/log'
import { redact, redactText } from '@/server/redact'

/** A line a request, each written by itself, took an eighth of a busy process's time. */
const gathered = { bytes: 8 * 1024, ms: 250 } as const
/** Of what can't be written; more is dropped. */
const mostHeldBytes = 1024 ** 2

/**
 * JSON lines on standard output. What could open an account or name a person is never written. Lines that say nothing is wrong are gathered
 * for a moment; a warning or an error takes them with it at once, and so does the end of the process, unless it is killed. A log that can't be
 * written (its reader is gone, its disk is full) harms nothing else.
 */
export const createJsonLog = (destination: DestinationStream & { flush?(): void } = standardOutput()): Log => {
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  )
  const line =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      logger[level](redact(fields), redactText(message))
      if (level !== 'info') destination.flush?.()
    }
  return { info: line('info'), warn: line('warn'), error: line('error') }
}

let opened: ReturnType<typeof openStandardOutput> | undefined

/** One for all of a process. */
const standardOutput = () => {
  opened ??= openStandardOutput()
  return opened
}

/**
 * Written by this thread: what is on its way through another one comes after a warning that was said later, or, at the end of the process,
 * never. Not by `flushSync`, which tries for ever to write what can't be written.
 */
const openStandardOutput = () => {
  const output = pino.destination({
    ...{ fd: 1, sync: true, minLength: gathered.bytes, periodicFlush: gathered.ms, maxLength: mostHeldBytes },
  })
  output.on('error', () => undefined)
  process.once('exit', () => output.flush())
  return output
}
