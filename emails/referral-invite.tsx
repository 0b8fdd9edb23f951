import { countOf, type Reader, withoutLinks } from './_format'
import { Letter } from './_parts/letter'
import { Points } from './_parts/points'
import { Action, Paragraph, Small, Title } from './_parts/words'
import { sampleReader } from './_sample'
import type { Template } from './_template'

export type ReferralInviteProps = Reader & {
  readonly inviterName: string
  /** What they added in their own words; null for nothing. */
  readonly message: string | null
  /** What a friend gets on top of the trial. */
  readonly credits: number
  readonly url: string
}

export const referralInvite: Template<ReferralInviteProps> = {
  subject: ({ inviterName }) => `${withoutLinks(inviterName)} thinks you could use ClipForge`,
  Body: (props) => (
    <Letter
      preview={`${countOf(props.credits, 'credit', 'credits', props)} to cut your long videos into short ones.`}
      footer={`You got this mail because ${withoutLinks(props.inviterName)} typed your address. We have not kept it for anything else and will not write again.`}
    >
      <Title>{withoutLinks(props.inviterName)} invites you to ClipForge</Title>
      {props.message !== null && <Paragraph color="ink">“{props.message}”</Paragraph>}
      <Paragraph>ClipForge takes a long video and gives back the short clips in it:</Paragraph>
      <Points
        points={[
          'whole thoughts, found by what is said',
          'the person who speaks kept in a vertical frame',
          'captions that move with the voice',
        ]}
      />
      <Action href={props.url}>Take the invitation</Action>
      <Small>
        It comes with {countOf(props.credits, 'credit', 'credits', props)}, one for each minute of video. No card is
        needed.
      </Small>
    </Letter>
  ),
  samples: (at) => {
    const base = { ...sampleReader, inviterName: 'Amara Okafor', credits: 60, url: at('/r/sample') }
    return {
      'with a word of their own': { ...base, message: 'It found the three minutes of our episode that mattered.' },
      'without one': { ...base, message: null },
    }
  },
}
