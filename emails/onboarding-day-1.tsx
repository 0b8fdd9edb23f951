import { countOf, formatDay, type Reader } from './_format'
import { Letter } from './_parts/letter'
import { Points } from './_parts/points'
import { Action, Paragraph, Small, TextLink, Title } from './_parts/words'
import { sampleMarketing, sampleReader } from './_sample'
import type { Marketing, Template } from './_template'

export type OnboardingDay1Props = Reader &
  Marketing & {
    readonly name: string | null
    /** What they brought without a clip coming of it; null when they brought nothing. */
    readonly unfinished: { readonly title: string; readonly url: string } | null
    readonly newProjectUrl: string
    /** A page on which the sample video is one click. */
    readonly sampleUrl: string
    /** Left to spend. */
    readonly credits: number
    /** null: no trial runs. */
    readonly trialEndsAt: Date | null
  }

export const onboardingDay1: Template<OnboardingDay1Props> = {
  subject: ({ unfinished }) =>
    unfinished === null ? 'Your first clips are one video away' : `“${unfinished.title}” has no clips yet`,
  Body: (props) => (
    <Letter
      preview={
        props.unfinished === null
          ? 'Bring any video that has somebody talking in it. The rest happens by itself.'
          : 'What you brought is still there. Here is how to go on.'
      }
      footer="You got this mail because you signed up for ClipForge and have made no clip yet. It comes once."
      marketing={props}
    >
      <Title>{props.name === null ? 'Start with one video' : `${props.name}, start with one video`}</Title>
      {props.unfinished === null ? (
        <Paragraph>
          An interview, a talk, a stream: anything of a few minutes in which somebody speaks. You get back short
          vertical clips that begin and end on whole thoughts, with captions, and with the speaker in frame.
        </Paragraph>
      ) : (
        <Paragraph>
          You brought “{props.unfinished.title}”, and no clip has come of it yet. Its page says where it stands and what
          to do next: <TextLink href={props.unfinished.url}>open the project</TextLink>. Or begin with another one.
        </Paragraph>
      )}
      <Points
        points={[
          'Drop a file, or paste a link to one. A lost connection is no loss: the upload goes on where it was.',
          'Leave. Finding and cutting the clips takes a few minutes, and a mail says when they are there.',
          'Play them, read why each was chosen, download what you like.',
        ]}
      />
      <Action href={props.newProjectUrl}>Bring a video</Action>
      <Small>
        Nothing at hand? <TextLink href={props.sampleUrl}>Try it on the sample video</TextLink>.{' '}
        {props.trialEndsAt === null
          ? `You have ${countOf(props.credits, 'credit', 'credits', props)}, one for each minute of video.`
          : `You have ${countOf(props.credits, 'credit', 'credits', props)}, one for each minute of video; the trial runs until ${formatDay(props.trialEndsAt, props)}.`}
      </Small>
    </Letter>
  ),
  samples: (at) => {
    const base = {
      ...sampleReader,
      ...sampleMarketing(at),
      name: 'Amara',
      newProjectUrl: at('/projects/new'),
      sampleUrl: at('/projects/new?sample=1'),
      credits: 150,
      trialEndsAt: new Date('2026-12-02T09:00:00Z'),
    }
    return {
      'brought nothing': { ...base, unfinished: null },
      'brought a video': {
        ...base,
        name: null,
        trialEndsAt: null,
        credits: 1,
        unfinished: { title: 'recording <final>.mp4', url: at('/projects/sample') },
      },
    }
  },
}
