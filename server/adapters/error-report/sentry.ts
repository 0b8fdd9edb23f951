import { randomUUID } from 'node:crypto'
import { DomainError } from '@/server/errors'
import type { FaultPlace } from '@/server/ports/error-reports'
import { redactText } from '@/server/redact'

export type Dsn = { readonly url: string; readonly key: string }
export type SendEvent = (error: Error, about: FaultPlace) => Promise<void>

/** "https://<key>@<host>/<path>/<project>" as every service that speaks Sentry's protocol gives it out. @throws invalid_environment */
export const parseDsn = (text: string): Dsn => {
  const url = new URL(text)
  const [, before = '', project = ''] = /^(.*)\/(\d+)$/.exec(url.pathname) ?? []
  if (url.username === '' || project === '')
    throw new DomainError('invalid_environment', 'SENTRY_DSN: https://<key>@<host>/<project> is needed.')
  return { url: `${url.protocol}//${url.host}${before}/api/${project}/envelope/`, key: url.username }
}

/** Sends faults as envelopes: one POST, no library. What goes out is what the log may say, and no address, body or header of a request. */
export const sentrySender =
  (
    dsn: Dsn,
    tags: { readonly environment: string; readonly release: string | undefined },
    timeoutMs = 3_000,
  ): SendEvent =>
  async (error, about) => {
    const eventId = randomUUID().replaceAll('-', '')
    const event = {
      event_id: eventId,
      timestamp: Date.now() / 1_000,
      platform: 'node',
      level: 'error',
      ...tags,
      transaction: about.name ?? about.where,
      tags: { where: about.where, requestId: about.requestId },
      exception: { values: causesOf(error).map(describeError) },
    }
    const envelope = [{ event_id: eventId, sent_at: new Date().toISOString() }, { type: 'event' }, event]
    const response = await fetch(dsn.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-sentry-envelope',
        'x-sentry-auth': `Sentry sentry_version=7, sentry_client=clipforge/1.0, sentry_key=${dsn.key}`,
      },
      body: envelope.map((part) => JSON.stringify(part)).join('\n'),
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`The error service answered ${response.status}.`)
  }

/** The innermost first, as the protocol wants it. */
const causesOf = (error: Error): Error[] => {
  const found: Error[] = []
  for (let at: unknown = error; at instanceof Error && found.length < 5; at = at.cause) found.unshift(at)
  return found
}

const describeError = (error: Error) => ({
  type: error.name,
  value: redactText(error.message),
  stacktrace: { frames: framesOf(error.stack ?? '').reverse() },
})

const frame = /^\s*at (?:(.*?) \()?(.+?):(\d+):(\d+)\)?$/

const framesOf = (stack: string) =>
  stack.split('\n').flatMap((line) => {
    const [, name, file = '', lineNumber, column] = frame.exec(line) ?? []
    return lineNumber === undefined
      ? []
      : [
          {
            function: name ?? '<anonymous>',
            filename: file,
            lineno: Number(lineNumber),
            colno: Number(column),
            in_app: !/node_modules|^node:/.test(file),
          },
        ]
  })
