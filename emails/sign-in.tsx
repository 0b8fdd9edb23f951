import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, Title } from './_parts/words'
import type { Template } from './_template'

export type SignInProps = {
  /** Of the page whose button signs in. */
  readonly url: string
  readonly lifeMinutes: number
  /** Where the link was asked for: "Firefox on Windows". */
  readonly device: string
}

export const signIn: Template<SignInProps> = {
  subject: () => 'Your link to sign in to ClipForge',
  Body: ({ url, lifeMinutes, device }) => (
    <Letter
      preview={`Works once, for ${lifeMinutes} minutes.`}
      footer={`You got this mail because somebody typed your address on ClipForge's sign-in page, with ${device}.`}
    >
      <Title>Sign in to ClipForge</Title>
      <Paragraph>
        The link works once, for {lifeMinutes} minutes, in any browser. It opens a page with a button.
      </Paragraph>
      <Action href={url}>Sign in</Action>
      <Small>If you did not ask for it, leave this mail alone: without it nobody gets in.</Small>
    </Letter>
  ),
  samples: (at) => ({
    'a link': {
      url: at('/sign-in/confirm?token=sample'),
      lifeMinutes: 15,
      device: 'Firefox on Windows',
    },
  }),
}
