import { countOf, formatNumber, type Reader, withoutLinks } from './_format'
import { Figures } from './_parts/figures'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, TextLink, Title } from './_parts/words'
import { sampleReader } from './_sample'
import type { Template } from './_template'

export type ReferralRewardProps = Reader & {
  /** First name or the hidden address: "Tomás", "t…@example.com". */
  readonly friendName: string
  readonly credits: number
  readonly balance: number
  /** Friends so far, this one counted. */
  readonly friendCount: number
  readonly newProjectUrl: string
  readonly referralsUrl: string
}

export const referralReward: Template<ReferralRewardProps> = {
  subject: ({ credits, friendName, ...props }) =>
    `${countOf(credits, 'credit', 'credits', props)} for you: ${withoutLinks(friendName)} made a first clip`,
  Body: (props) => (
    <Letter
      preview={`You have ${countOf(props.balance, 'credit', 'credits', props)} now.`}
      footer="You got this mail because somebody whom you invited to ClipForge has begun."
    >
      <Title>{countOf(props.credits, 'credit', 'credits', props)} for you</Title>
      <Paragraph>
        {withoutLinks(props.friendName)} took your invitation and has made a first clip. Thank you for passing it on.
      </Paragraph>
      <Figures
        figures={[
          { value: `+${formatNumber(props.credits, props)}`, label: 'credits, just now' },
          { value: formatNumber(props.balance, props), label: 'credits in all' },
          {
            value: formatNumber(props.friendCount, props),
            label: props.friendCount === 1 ? 'friend so far' : 'friends so far',
          },
        ]}
      />
      <Action href={props.newProjectUrl}>Use them</Action>
      <Small>
        Others who might like it? <TextLink href={props.referralsUrl}>Your invitations</TextLink> are where they were.
      </Small>
    </Letter>
  ),
  samples: (at) => {
    const base = {
      ...sampleReader,
      friendName: 'Tomás',
      credits: 60,
      balance: 132,
      friendCount: 3,
      newProjectUrl: at('/projects/new'),
      referralsUrl: at('/settings/referrals'),
    }
    return { 'the third friend': base, 'the first': { ...base, friendCount: 1, credits: 1, balance: 1 } }
  },
}
