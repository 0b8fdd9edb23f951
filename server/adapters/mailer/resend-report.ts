import type { Resend } from 'resend'
import { z } from 'zod'
import { DomainError } from '@/server/errors'
import type { MailReport, SignedCall } from '@/server/ports/mailer'

/** The part of Resend's calls that we act on; whatever else they hold is left alone. */
const callSchema = z.object({
  type: z.enum([
    'email.delivered',
    'email.delivery_delayed',
    'email.bounced',
    'email.complained',
    'email.suppressed',
    'email.failed',
  ]),
  created_at: z.coerce.date(),
  data: z.object({
    email_id: z.string().max(200),
    to: z.array(z.string()).min(1),
    tags: z.record(z.string(), z.string()).optional(),
    bounce: z.object({ type: z.string(), message: z.string() }).optional(),
    failed: z.object({ reason: z.string() }).optional(),
    suppressed: z.object({ message: z.string() }).optional(),
  }),
})

type Call = z.output<typeof callSchema>

const outcomes: Readonly<Record<Call['type'], MailReport['outcome']>> = {
  'email.delivered': 'delivered',
  'email.delivery_delayed': 'delayed',
  'email.bounced': 'bounced',
  'email.complained': 'complained',
  'email.suppressed': 'bounced',
  'email.failed': 'bounced',
}

/**
 * Resend signs its calls as svix does: an HMAC over id, time and the bytes of the body, good for five minutes. Calls of other kinds (opened,
 * clicked, contacts) are null. @throws invalid_request
 */
export const readResendReport = (
  webhooks: Pick<Resend['webhooks'], 'verify'>,
  webhookSecret: string,
  { body, headers }: SignedCall,
): MailReport | null => {
  const id = headers.get('svix-id') ?? ''
  const signed = verify(webhooks, webhookSecret, {
    payload: body,
    headers: {
      id,
      timestamp: headers.get('svix-timestamp') ?? '',
      signature: headers.get('svix-signature') ?? '',
    },
  })
  const call = callSchema.safeParse(signed)
  if (!call.success) return null
  const { type, created_at: at, data } = call.data
  const [to = ''] = data.to
  const note = data.bounce?.message ?? data.failed?.reason ?? data.suppressed?.message ?? null
  return {
    id,
    outcome: outcomes[type],
    isPermanent: type === 'email.suppressed' || data.bounce?.type === 'Permanent',
    mailId: data.tags?.mail ?? null,
    providerId: data.email_id,
    to: to.toLowerCase(),
    note: note?.slice(0, 500) ?? null,
    at,
  }
}

type Signed = Omit<Parameters<Resend['webhooks']['verify']>[0], 'webhookSecret'>

const verify = (webhooks: Pick<Resend['webhooks'], 'verify'>, webhookSecret: string, signed: Signed): unknown => {
  try {
    return webhooks.verify({ ...signed, webhookSecret })
  } catch (cause) {
    throw new DomainError('invalid_request', 'This call is not signed by the mail service, or it is too old.', {
      cause,
    })
  }
}
