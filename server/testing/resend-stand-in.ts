import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type DeliveredMail = {
  /** Resend's. */
  readonly id: string
  /** The Idempotency-Key of the request it came in. */
  readonly key: string
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

/** How a request is answered in place of the right answer. `hang` and `hang-after` say nothing until the other end is gone. */
export type Mishap =
  | { readonly kind: 'status'; readonly status: number; readonly name: string; readonly retryAfterS?: number }
  /** Before the mail was taken. */
  | { readonly kind: 'hang' }
  /** The mail was taken; whoever sent it never hears of it. */
  | { readonly kind: 'hang-after' }

export type ResendStandIn = {
  readonly url: string
  readonly apiKey: string
  readonly webhookSecret: string
  /** What was really delivered: a repeated request delivers nothing new. */
  readonly delivered: readonly DeliveredMail[]
  /** Requests that were answered or hang, with the time at which they came. */
  readonly requests: readonly { readonly path: string; readonly atMs: number; readonly mails: number }[]
  /** What happens to the next requests, in turn. */
  readonly mishaps: Mishap[]
  /** Resolves when a request hangs. */
  hangs(): Promise<void>
  /** A call of Resend's to our door, signed as svix signs. */
  report(mail: DeliveredMail, type: string, extra?: object, options?: ReportOptions): Request
  close(): Promise<void>
}

export type ReportOptions = { readonly id?: string; readonly atMs?: number; readonly secret?: string }

type Options = {
  /** Requests in any one second; more get a 429 with Retry-After, as from Resend. */
  readonly requestsPerSecond?: number
  readonly port?: number
}

type Payload = {
  readonly from: string
  readonly to: string | readonly string[]
  readonly subject: string
  readonly html?: string
  readonly text?: string
  readonly headers?: Record<string, string>
  readonly tags?: readonly { readonly name: string; readonly value: string }[]
}

type Answer = { readonly status: number; readonly body: object; readonly headers?: Record<string, string> }

/**
 * Resend's wire protocol as its documentation and its SDK state it: POST /emails and /emails/batch, a bearer key, an Idempotency-Key that
 * answers a repeat with the first answer and a changed repeat with 409, strict validation of a batch, errors as JSON, a limit per second. At
 * `refused.example` nobody is let in, at `busy.example` not now.
 */
export const openResendStandIn = async ({
  requestsPerSecond = Number.POSITIVE_INFINITY,
  port = 0,
}: Options = {}): Promise<ResendStandIn> => {
  const apiKey = 're_test'
  const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`
  const delivered: DeliveredMail[] = []
  const requests: { path: string; atMs: number; mails: number }[] = []
  const mishaps: Mishap[] = []
  const answers = new Map<string, { readonly body: string; readonly answer: Answer }>()
  let onHang: () => void = () => undefined
  let isHung = new Promise<void>((resolve) => {
    onHang = resolve
  })

  const take = (path: string, key: string, body: string): Answer => {
    const before = answers.get(key)
    if (before !== undefined && before.body !== body) return refusal(409, 'invalid_idempotent_request')
    if (before !== undefined) return before.answer
    const isBatch = path === '/emails/batch'
    const payloads: readonly Payload[] = isBatch ? JSON.parse(body) : [JSON.parse(body)]
    const recipients = payloads.map(({ to }) => [to].flat())
    if (payloads.length > 100 || recipients.some((each) => each.length !== 1 || !isAddress(each[0] ?? '')))
      return refusal(422, 'validation_error')
    if (recipients.flat().some((to) => to.endsWith('@refused.example'))) return refusal(422, 'validation_error')
    if (recipients.flat().some((to) => to.endsWith('@busy.example')))
      return { ...refusal(429, 'rate_limit_exceeded'), headers: { 'retry-after': '1' } }
    const ids = payloads.map((payload) => {
      const mail = toDelivered(payload, key)
      delivered.push(mail)
      return { id: mail.id }
    })
    const answer = { status: 200, body: isBatch ? { data: ids } : (ids[0] ?? {}) }
    answers.set(key, { body, answer })
    return answer
  }

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request)
    const path = request.url ?? ''
    const atMs = Date.now()
    const isLimited = requests.filter((each) => atMs - each.atMs < 1000).length >= requestsPerSecond
    requests.push({ path, atMs, mails: path === '/emails/batch' ? JSON.parse(body).length : 1 })
    const mishap = mishaps.shift()
    const say = ({ status, body: said, headers = {} }: Answer) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(said))
    if (mishap?.kind === 'status')
      return void say({
        ...refusal(mishap.status, mishap.name),
        ...(mishap.retryAfterS === undefined ? {} : { headers: { 'retry-after': String(mishap.retryAfterS) } }),
      })
    if (mishap?.kind === 'hang') return onHang()
    if (request.method !== 'POST' || !['/emails', '/emails/batch'].includes(path))
      return void say(refusal(405, 'method_not_allowed'))
    if (request.headers.authorization !== `Bearer ${apiKey}`) return void say(refusal(403, 'invalid_api_key'))
    if (isLimited) return void say({ ...refusal(429, 'rate_limit_exceeded'), headers: { 'retry-after': '1' } })
    const answer = take(path, String(request.headers['idempotency-key']), body)
    if (mishap?.kind === 'hang-after') return onHang()
    say(answer)
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy())
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey,
    webhookSecret,
    delivered,
    requests,
    mishaps,
    hangs: async () => {
      await isHung
      isHung = new Promise<void>((resolve) => {
        onHang = resolve
      })
    },
    report: (mail, type, extra = {}, options = {}) => signReport(mail, { type, extra, webhookSecret, options }),
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const refusal = (statusCode: number, name: string): Answer => ({
  status: statusCode,
  body: { statusCode, name, message: name },
})

const isAddress = (to: string): boolean => /^[^\s,@]+@[^\s,@]+$/.test(to)

const toDelivered = (
  { from, to, subject, html = '', text: plain = '', headers = {}, tags = [] }: Payload,
  key: string,
) => ({
  id: randomUUID(),
  key,
  from,
  to: [to].flat()[0] ?? '',
  subject,
  html,
  text: plain,
  headers,
  tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])),
})

type ToSign = {
  readonly type: string
  readonly extra: object
  readonly webhookSecret: string
  readonly options: ReportOptions
}

const signReport = (mail: DeliveredMail, { type, extra, webhookSecret, options }: ToSign): Request => {
  const { id = `msg_${randomUUID()}`, atMs = Date.now(), secret = webhookSecret } = options
  const { from, to, subject, tags } = mail
  const data = { email_id: mail.id, created_at: new Date(atMs).toISOString(), from, to: [to], subject, tags, ...extra }
  const body = JSON.stringify({ type, created_at: new Date(atMs).toISOString(), data })
  const seconds = String(Math.floor(atMs / 1000))
  const signature = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(`${id}.${seconds}.${body}`)
    .digest('base64')
  return new Request('http://localhost:3000/api/webhooks/resend', {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'svix-id': id,
      'svix-timestamp': seconds,
      'svix-signature': `v1,${signature}`,
    },
  })
}
