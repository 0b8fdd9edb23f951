import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AppConfig, AppContext } from '@/server/context'
import type { MailCategory } from '@/server/db/generated/client'
import { DomainError } from '@/server/errors'
import { mailCategories } from './schemas'

/** Whose mail of which kind a link is about. */
export type MailClaim = { readonly userId: string; readonly category: MailCategory }

type Secrets = { readonly config: Pick<AppConfig, 'authSecret' | 'previousAuthSecret'> }

const sign = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(`mail preferences\n${text}`).digest('base64url')

/**
 * What stands in the links of a mail: it works for as long as there are such mails, signed out, and says nothing but whose mail of which kind
 * it is about. The same for the same mail, so that a mail that is sent again is the same mail.
 */
export const signMailToken = ({ config }: Secrets, { userId, category }: MailClaim): string =>
  `${userId}.${category}.${sign(config.authSecret, `${userId}.${category}`)}`

/** @throws invalid_request for what we did not sign */
export const readMailToken = ({ config }: Secrets, token: string): MailClaim => {
  const [userId = '', named, signature = ''] = token.split('.')
  const category = mailCategories.find((each) => each === named)
  const given = Buffer.from(signature)
  const secrets =
    config.previousAuthSecret === null ? [config.authSecret] : [config.authSecret, config.previousAuthSecret]
  const isOurs = secrets.some((secret) => {
    const wanted = Buffer.from(sign(secret, `${userId}.${named}`))
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  })
  if (!isOurs || category === undefined || token.split('.').length !== 3)
    throw new DomainError('invalid_request', 'This link is not whole. Open it from the mail again.')
  return { userId, category }
}

/** The links that a mail nobody caused must carry, and the headers by which a mail program unsubscribes with one click (RFC 8058). */
export const marketingLinks = (ctx: Pick<AppContext, 'config'>, claim: MailClaim) => {
  const token = signMailToken(ctx, claim)
  const { appUrl } = ctx.config
  return {
    unsubscribeUrl: `${appUrl}/unsubscribe/${token}`,
    preferencesUrl: `${appUrl}/email-preferences/${token}`,
    headers: {
      'List-Unsubscribe': `<${appUrl}/api/unsubscribe/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  }
}
