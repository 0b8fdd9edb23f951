import { countOf, formatDay, type Reader } from './_format'
import { ClipHero } from './_parts/clip-hero'
import type { MailClip } from './_parts/clip-row'
import { Letter } from './_parts/letter'
import { Points } from './_parts/points'
import { Action, Paragraph, Small, Title } from './_parts/words'
import { sampleClips, sampleMarketing, sampleReader } from './_sample'
import type { Marketing, Template } from './_template'

export type OnboardingDay3Props = Reader &
  Marketing & {
    readonly name: string | null
    readonly tried: {
      /** Has clips. */
      readonly clips: boolean
      /** Chose how captions look, or had a clip rendered with another look. */
      readonly captions: boolean
      /** Chose a framing or a shape, or had a clip rendered in another. */
      readonly reframe: boolean
    }
    readonly clipCount: number
    /** The best of theirs; null when there is none. */
    readonly topClip: MailClip | null
    readonly newProjectUrl: string
    readonly credits: number
    /** null: no trial runs. */
    readonly trialEndsAt: Date | null
  }

type Next = 'clips' | 'captions' | 'reframe' | 'words'

/** The first thing on the way that they have not tried; at its end, what those who know it all may still have missed. */
export const nextToTry = ({ clips, captions, reframe }: OnboardingDay3Props['tried']): Next => {
  if (!clips) return 'clips'
  if (!captions) return 'captions'
  return reframe ? 'words' : 'reframe'
}

const letters: Record<
  Next,
  {
    readonly subject: string
    readonly preview: string
    readonly title: string
    readonly text: string
    readonly points: readonly string[]
    readonly action: string
  }
> = {
  clips: {
    subject: 'What makes a video good for clips',
    preview: 'Three kinds of footage that come out well, and what to expect of the rest.',
    title: 'Which video to begin with',
    text: 'Clips are found in what is said, so footage in which somebody talks comes out best:',
    points: [
      'Interviews and podcasts: questions with answers make clips that stand alone.',
      'Talks and lessons: one idea at a time, with the speaker kept in frame.',
      'Streams: long is fine. Two hours are read in one go, and only the good minutes come back.',
    ],
    action: 'Bring a video',
  },
  captions: {
    subject: 'Most people watch without sound',
    preview: 'Captions that move with the voice, on the clips you have.',
    title: 'Give your clips another look',
    text: 'A clip on a phone is often seen before it is heard. Open one of yours and choose how its captions look:',
    points: [
      'Each look times every word to the voice, to a few hundredths of a second.',
      'A clip can have several: what you made before stays as it is.',
      'Subtitle files (SRT and VTT) come with every clip, for places that draw their own.',
    ],
    action: 'Choose captions',
  },
  reframe: {
    subject: 'One clip, every shape',
    preview: 'Vertical, square or wide, with the person who speaks kept in the picture.',
    title: 'The same clip in another shape',
    text: 'What you cut for phones works elsewhere too. Open a clip and ask for it in another shape:',
    points: [
      'The camera follows whoever speaks, and holds still where nobody moves.',
      'A shot that a narrow frame would cut in two is shown whole.',
      'Each shape is a file of its own. It costs no further credits.',
    ],
    action: 'Make another shape',
  },
  words: {
    subject: 'Cut a clip from the words themselves',
    preview: 'When you know which sentence you want, select it and say so.',
    title: 'Cut from the transcript',
    text: 'You have tried most of what is here. Some things are easily missed:',
    points: [
      'On a project’s page, select words in the transcript and make a clip of exactly those.',
      'Ask “why not this one?” of any moment that was passed over: its score is taken apart there.',
      'Before a project starts, say in a sentence what you look for, and moments about that come first.',
    ],
    action: 'Open the clip',
  },
}

export const onboardingDay3: Template<OnboardingDay3Props> = {
  subject: ({ tried }) => letters[nextToTry(tried)].subject,
  Body: (props) => {
    const next = nextToTry(props.tried)
    const { preview, title, text, points, action } = letters[next]
    return (
      <Letter
        preview={preview}
        footer="You got this mail because you signed up for ClipForge three days ago. It comes once."
        marketing={props}
      >
        <Title>{title}</Title>
        {props.topClip !== null && next !== 'clips' && (
          <>
            <Paragraph>
              {props.name === null ? 'You have' : `${props.name}, you have`} made{' '}
              {countOf(props.clipCount, 'clip', 'clips', props)} so far.
            </Paragraph>
            <ClipHero clip={props.topClip} label="Your best yet" />
          </>
        )}
        <Paragraph>{text}</Paragraph>
        <Points points={points} />
        <Action href={next === 'clips' ? props.newProjectUrl : (props.topClip?.url ?? props.newProjectUrl)}>
          {action}
        </Action>
        <Small>
          {countOf(props.credits, 'credit', 'credits', props)} left
          {props.trialEndsAt === null ? '' : `, and the trial runs until ${formatDay(props.trialEndsAt, props)}`}.
        </Small>
      </Letter>
    )
  },
  samples: (at) => {
    const [topClip] = sampleClips(at)
    const base = {
      ...sampleReader,
      ...sampleMarketing(at),
      name: 'Amara',
      clipCount: 8,
      topClip,
      newProjectUrl: at('/projects/new'),
      credits: 108,
      trialEndsAt: new Date('2026-12-02T09:00:00Z'),
    }
    return {
      'no clips yet': {
        ...base,
        tried: { clips: false, captions: false, reframe: false },
        clipCount: 0,
        topClip: null,
        credits: 150,
      },
      'captions untried': { ...base, tried: { clips: true, captions: false, reframe: false } },
      'reframe untried': { ...base, clipCount: 1, tried: { clips: true, captions: true, reframe: false } },
      'tried it all': { ...base, trialEndsAt: null, tried: { clips: true, captions: true, reframe: true } },
    }
  },
}
