import { Section } from '@react-email/components'
import { countOf, formatNumber, type Reader } from './_format'
import { ClipRow, type MailClip } from './_parts/clip-row'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, State, Title } from './_parts/words'
import { sampleClips } from './_sample'
import type { Template } from './_template'

type Project = Pick<Reader, 'locale'> & { readonly projectTitle: string; readonly projectUrl: string }

export type ProcessingCompleteProps = Project &
  (
    | {
        readonly outcome: 'complete'
        /** The best three; `clipCount` says how many there are. */
        readonly clips: readonly MailClip[]
        readonly clipCount: number
        readonly creditsUsed: number
      }
    | {
        readonly outcome: 'partial'
        readonly clips: readonly MailClip[]
        readonly clipCount: number
        readonly failedCount: number
        /** Why, in plain words. */
        readonly reason: string
        readonly creditsUsed: number
      }
    | {
        readonly outcome: 'failed'
        readonly reason: string
        /** Given back; 0 when nothing had been taken. */
        readonly creditsRefunded: number
      }
  )

const footer = 'You got this mail because you brought a video to ClipForge.'

export const processingComplete: Template<ProcessingCompleteProps> = {
  subject: (props) => {
    switch (props.outcome) {
      case 'complete':
        return `${countOf(props.clipCount, 'clip', 'clips', props)} from “${props.projectTitle}”`
      case 'partial':
        return `${countOf(props.clipCount, 'clip', 'clips', props)} from “${props.projectTitle}”, ${props.failedCount} could not be made`
      case 'failed':
        return props.creditsRefunded === 0
          ? `No clips from “${props.projectTitle}”`
          : `No clips from “${props.projectTitle}”: ${countOf(props.creditsRefunded, 'credit', 'credits', props)} given back`
    }
  },
  Body: (props) => (props.outcome === 'failed' ? <Failed {...props} /> : <Finished {...props} />),
  samples: (at) => ({
    complete: {
      locale: 'en',
      outcome: 'complete',
      projectTitle: 'Night Shift Podcast, episode 41',
      projectUrl: at('/projects/sample'),
      clips: sampleClips(at),
      clipCount: 8,
      creditsUsed: 42,
    },
    partial: {
      locale: 'en',
      outcome: 'partial',
      projectTitle: 'Night Shift Podcast, episode 41',
      projectUrl: at('/projects/sample'),
      clips: sampleClips(at).slice(0, 2),
      clipCount: 2,
      failedCount: 1,
      reason: 'The disk was full while the third was rendered.',
      creditsUsed: 42,
    },
    'failed with refund': {
      locale: 'en',
      outcome: 'failed',
      projectTitle: 'recording <final>.mp4',
      projectUrl: at('/projects/sample'),
      reason:
        'The video ends in the middle: the file was cut off before it came to us. Export it again and bring it once more.',
      creditsRefunded: 42,
    },
  }),
}

function Finished(props: Exclude<ProcessingCompleteProps, { readonly outcome: 'failed' }>) {
  const more = props.clipCount - props.clips.length
  return (
    <Letter preview={props.clips[0]?.title ?? props.projectTitle} footer={footer}>
      <State tone={props.outcome === 'complete' ? 'good' : 'warn'}>
        {props.outcome === 'complete' ? 'Finished' : 'Finished in part'}
      </State>
      <Title>{countOf(props.clipCount, 'clip is', 'clips are', props)} ready</Title>
      <Paragraph>From “{props.projectTitle}”. The best of them, and what speaks for each:</Paragraph>
      <Section style={{ margin: '4px 0 8px' }}>
        {props.clips.map((clip) => (
          <ClipRow key={clip.url} clip={clip} />
        ))}
      </Section>
      {props.outcome === 'partial' && (
        <Paragraph color="warn">
          {countOf(props.failedCount, 'clip')} could not be made. {props.reason} You can try again on the project’s
          page, at no cost.
        </Paragraph>
      )}
      <Action href={props.projectUrl}>
        {more > 0 ? `See all ${formatNumber(props.clipCount, props)} clips` : 'See the clips'}
      </Action>
      <Small>{countOf(props.creditsUsed, 'credit', 'credits', props)} used.</Small>
    </Letter>
  )
}

function Failed(props: Extract<ProcessingCompleteProps, { readonly outcome: 'failed' }>) {
  return (
    <Letter preview={props.reason} footer={footer}>
      <State tone="bad">Not finished</State>
      <Title>No clips this time</Title>
      <Paragraph>“{props.projectTitle}” could not be finished.</Paragraph>
      <Paragraph color="ink">{props.reason}</Paragraph>
      <Action href={props.projectUrl}>Open the project</Action>
      <Small>
        {props.creditsRefunded > 0 &&
          `${countOf(props.creditsRefunded, 'credit', 'credits', props)} went back to your balance. `}
        What was finished is kept: trying again goes on from there.
      </Small>
    </Letter>
  )
}
