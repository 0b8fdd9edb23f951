import { countOf, type Reader } from './_format'
import { ClipRow, type MailClip } from './_parts/clip-row'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, TextLink, Title } from './_parts/words'
import { sampleClips, sampleMarketing, sampleReader } from './_sample'
import type { Marketing, Template } from './_template'

export type InactivityProps = Reader &
  Marketing & {
    readonly name: string | null
    readonly days: 14 | 30
    /** Of theirs, the best first, three at most; empty when they have none. */
    readonly clips: readonly MailClip[]
    readonly clipCount: number
    /** The project they worked on last; null when there is none. */
    readonly lastProject: { readonly title: string; readonly url: string } | null
    readonly credits: number
    readonly newProjectUrl: string
    readonly projectsUrl: string
  }

export const inactivity: Template<InactivityProps> = {
  subject: ({ days, clipCount, credits, ...props }) => {
    if (days === 30) return 'This is the last reminder we send'
    return clipCount > 0
      ? `${countOf(clipCount, 'clip', 'clips', props)} of yours ${clipCount === 1 ? 'is' : 'are'} waiting`
      : `${countOf(credits, 'minute', 'minutes', props)} of video ${credits === 1 ? 'is' : 'are'} yours to cut`
  },
  Body: (props) => (
    <Letter
      preview={
        props.clips[0] === undefined
          ? 'A link to a video is enough. Finding the good parts is our work.'
          : `First of all: ${props.clips[0].title}`
      }
      footer={
        props.days === 14
          ? 'You got this mail because you have not been to ClipForge for two weeks. At most one more follows.'
          : 'You got this mail because you have not been to ClipForge for a month. No further reminder follows.'
      }
      marketing={props}
    >
      <Title>{titleOf(props)}</Title>
      {props.clips.length > 0 ? (
        <>
          <Paragraph>
            {props.days === 14
              ? 'You made these, and they are ready to post:'
              : 'A month has passed. Your clips are where you left them; these are the strongest:'}
          </Paragraph>
          {props.clips.map((clip) => (
            <ClipRow key={clip.url} clip={clip} />
          ))}
        </>
      ) : (
        <Paragraph>
          {props.days === 14
            ? 'Somewhere there is a recording of yours with five good minutes in it. Paste its link, close the page, and a mail says when the clips are there.'
            : 'We won’t remind you again. Your account stays as it is; when you have a recording to cut, a link to it is enough.'}
        </Paragraph>
      )}
      <Action href={props.clips.length > 0 ? props.projectsUrl : props.newProjectUrl}>
        {props.clips.length > 0 ? 'See your clips' : 'Bring a video'}
      </Action>
      <Small>
        {props.lastProject !== null && (
          <>
            Last time you worked on <TextLink href={props.lastProject.url}>{props.lastProject.title}</TextLink>.{' '}
          </>
        )}
        {props.credits > 0 &&
          `${countOf(props.credits, 'credit', 'credits', props)} ${props.credits === 1 ? 'is' : 'are'} left, one for each minute of video.`}
      </Small>
    </Letter>
  ),
  samples: (at) => {
    const base = {
      ...sampleReader,
      ...sampleMarketing(at),
      name: 'Amara',
      clips: sampleClips(at),
      clipCount: 8,
      lastProject: { title: 'Night Shift Podcast, episode 41', url: at('/projects/sample') },
      credits: 120,
      newProjectUrl: at('/projects/new'),
      projectsUrl: at('/projects'),
    }
    const none = { ...base, clips: [], clipCount: 0, lastProject: null, name: null }
    return {
      'two weeks': { ...base, days: 14 },
      'two weeks, nothing made': { ...none, days: 14 },
      'a month': { ...base, days: 30, clips: sampleClips(at).slice(0, 1), clipCount: 1, credits: 0 },
      'a month, nothing made': { ...none, days: 30, credits: 60 },
    }
  },
}

const titleOf = ({ name, days, clips }: InactivityProps): string => {
  if (days === 30) return 'We will leave you in peace'
  const greeting = clips.length > 0 ? 'your clips are waiting' : 'there is a video to cut'
  return name === null ? `${greeting.charAt(0).toUpperCase()}${greeting.slice(1)}` : `${name}, ${greeting}`
}
