import { countOf, formatDay, type Reader } from './_format'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, Title } from './_parts/words'
import type { Template } from './_template'

export type WelcomeProps = Reader & {
  readonly name: string | null
  readonly newProjectUrl: string
  readonly credits: number
  readonly planName: string
  readonly trialEndsAt: Date
}

export const welcome: Template<WelcomeProps> = {
  subject: () => 'Welcome to ClipForge',
  Body: ({ name, newProjectUrl, credits, planName, trialEndsAt, timeZone, locale }) => (
    <Letter
      preview={`${countOf(credits, 'minute')} of video are yours to cut.`}
      footer="You got this mail because you signed up for ClipForge."
    >
      <Title>{name === null ? 'Welcome' : `Welcome, ${name}`}</Title>
      <Paragraph>
        Bring a talk, an interview or a stream. You get back short vertical clips that start and end on whole thoughts,
        keep the speaker in frame and carry captions.
      </Paragraph>
      <Paragraph>
        Your {planName} trial runs until {formatDay(trialEndsAt, { timeZone, locale })} and has{' '}
        {countOf(credits, 'credit')}: one for each minute of video. There is no card to cancel; afterwards you are on
        Free.
      </Paragraph>
      <Action href={newProjectUrl}>Bring a video</Action>
      <Small>You can close the page while it works: a mail says when the clips are there.</Small>
    </Letter>
  ),
  samples: (at) => ({
    'with a name': {
      name: 'Amara',
      newProjectUrl: at('/projects/new'),
      credits: 150,
      planName: 'Starter',
      trialEndsAt: new Date('2026-12-02T09:00:00Z'),
      timeZone: 'Europe/Paris',
      locale: 'en',
    },
    'before a name is known': {
      name: null,
      newProjectUrl: at('/projects/new'),
      credits: 150,
      planName: 'Starter',
      trialEndsAt: new Date('2026-12-02T09:00:00Z'),
      timeZone: 'UTC',
      locale: 'en',
    },
  }),
}
