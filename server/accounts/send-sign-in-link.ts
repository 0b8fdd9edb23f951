import type { AppContext } from '@/server/context'
import { DomainError } from '@/server/errors'
import { deliverMail, prepareMail, queueMail } from '@/server/notifications'
import { describeDevice, signInLinkLifeMs } from './rules'
import { hashToken } from './session-token'

export type SignInLink = {
  readonly email: string
  /** As the link carries it; the table gets `tokenHash`. */
  readonly token: string
  readonly tokenHash: string
  readonly expires: Date
  /** A path of this site. */
  readonly next: string
  readonly userAgent: string | null
}

/**
 * Mails a link to sign in with, to somebody known or not: both take the same way. The mail goes out before this returns.
 * @throws mail_unavailable
 */
export const sendSignInLink = async (ctx: AppContext, link: SignInLink): Promise<void> => {
  const params = new URLSearchParams({ token: link.token, email: link.email, next: link.next })
  const mail = await prepareMail('sign-in', {
    url: `${ctx.config.appUrl}/sign-in/confirm?${params}`,
    lifeMinutes: signInLinkLifeMs / 60_000,
    device: describeDevice(link.userAgent),
  })
  const key = `sign-in:${hashToken(link.token).slice(0, 32)}`
  await ctx.db.$transaction(async (tx) => {
    const { email: identifier, tokenHash: token, expires } = link
    await tx.verificationToken.create({ data: { identifier, token, expires } })
    await queueMail(tx, mail, { key, to: link.email, userId: null, now: new Date(ctx.clock.now()) })
  })
  if ((await deliverMail(ctx, key)) !== 'sent')
    throw new DomainError('mail_unavailable', 'The mail could not be sent just now. It is tried again; so can you.')
}
