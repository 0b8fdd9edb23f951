import type { EmailProps } from '@/emails'
import { type Drawing, drawLetters, findPerson, type Letter } from './letters'
import { prepareMail } from './queue-mail'

type Invite = Omit<EmailProps['referral-invite'], 'timeZone' | 'locale'> & {
  readonly inviterId: string
  readonly referralId: string
  /** Of somebody who has no account: nothing is known of them but what the inviter speaks. */
  readonly to: string
}

/** To a friend's address, once for each invitation. Nobody is written to for an inviter who is gone. */
export const drawReferralInvite = async (
  ctx: Drawing,
  { inviterId, referralId, to, ...props }: Invite,
): Promise<readonly Letter[]> => {
  const [inviter] = await findPerson(ctx, inviterId)
  if (inviter === undefined) return []
  const { timeZone, locale } = inviter
  const envelope = {
    key: `referral-invite:friend:${inviterId}:${referralId}`,
    to,
    userId: null,
    now: new Date(ctx.clock.now()),
  }
  return [{ ...(await prepareMail('referral-invite', { ...props, timeZone, locale })), envelope }]
}

type Reward = Omit<EmailProps['referral-reward'], 'timeZone' | 'locale'> & {
  readonly userId: string
  readonly referralId: string
}

/** To the inviter, when a friend has begun and the credits are theirs. Once for each friend. */
export const drawReferralReward = async (
  ctx: Drawing,
  { userId, referralId, ...props }: Reward,
): Promise<readonly Letter[]> =>
  drawLetters(ctx, await findPerson(ctx, userId), {
    template: 'referral-reward',
    variant: 'earned',
    period: referralId,
    props,
  })
