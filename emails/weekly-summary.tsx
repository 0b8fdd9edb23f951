import { countOf, formatDays, formatHours, formatNumber, type Reader } from './_format'
import { ClipHero } from './_parts/clip-hero'
import type { MailClip } from './_parts/clip-row'
import { Figures } from './_parts/figures'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, Title } from './_parts/words'
import { sampleClips, sampleMarketing, sampleReader } from './_sample'
import type { Marketing, Template } from './_template'

export type WeeklySummaryProps = Reader &
  Marketing & {
    /** A moment of the week's first day and one of its last, by the reader's clock. */
    readonly weekStart: Date
    readonly weekEnd: Date
    readonly clipCount: number
    /** Of source, worked through in that week. */
    readonly sourceMinutes: number
    readonly savedMinutes: number
    /** What the saving was counted at; said, so that nobody has to believe it. */
    readonly savedMinutesPerClip: number
    /** Clips of the week before; null when there was none. */
    readonly clipCountBefore: number | null
    readonly topClip: MailClip | null
    /** Left to spend. */
    readonly credits: number
    readonly projectsUrl: string
    readonly newProjectUrl: string
  }

export const weeklySummary: Template<WeeklySummaryProps> = {
  subject: (props) =>
    props.clipCount === 0
      ? `Your week: ${formatHours(props.sourceMinutes)} of video worked through`
      : `Your week: ${countOf(props.clipCount, 'clip', 'clips', props)}, ${formatHours(props.savedMinutes)} saved`,
  Body: (props) => (
    <Letter
      preview={
        props.topClip === null
          ? 'What you did in the week that ended yesterday.'
          : `The best one: ${props.topClip.title}`
      }
      footer="You got this mail because you worked with ClipForge last week. No work, no mail."
      marketing={props}
    >
      <Title>Your week, {formatDays(props.weekStart, props.weekEnd, props)}</Title>
      <Figures
        figures={[
          { value: formatNumber(props.clipCount, props), label: props.clipCount === 1 ? 'clip made' : 'clips made' },
          { value: formatHours(props.sourceMinutes), label: 'of video' },
          ...(props.savedMinutes > 0 ? [{ value: formatHours(props.savedMinutes), label: 'of cutting saved' }] : []),
        ]}
      />
      {props.topClip !== null && <ClipHero clip={props.topClip} label="Best clip of the week" />}
      <Paragraph>{comparisonOf(props)}</Paragraph>
      <Action href={props.clipCount === 0 ? props.newProjectUrl : props.projectsUrl}>
        {props.clipCount === 0 ? 'Bring a video' : 'Open your projects'}
      </Action>
      <Small>
        {props.savedMinutes > 0 &&
          `Time saved counts ${props.savedMinutesPerClip} minutes of cutting, framing and captioning by hand for each clip. `}
        {countOf(props.credits, 'credit', 'credits', props)} left to spend.
      </Small>
    </Letter>
  ),
  samples: (at) => {
    const [topClip] = sampleClips(at)
    const base = {
      ...sampleReader,
      ...sampleMarketing(at),
      weekStart: new Date('2026-11-23T11:00:00Z'),
      weekEnd: new Date('2026-11-29T11:00:00Z'),
      clipCount: 12,
      sourceMinutes: 134,
      savedMinutes: 360,
      savedMinutesPerClip: 30,
      clipCountBefore: 9,
      topClip,
      credits: 16,
      projectsUrl: at('/projects'),
      newProjectUrl: at('/projects/new'),
    }
    return {
      'a good week': base,
      'one clip, the first week': {
        ...base,
        clipCount: 1,
        sourceMinutes: 1,
        savedMinutes: 30,
        clipCountBefore: null,
        credits: 1,
        topClip: { ...topClip, thumbnailUrl: null },
      },
      'across two months, a thousand clips': {
        ...base,
        locale: 'de-DE',
        weekStart: new Date('2026-11-30T11:00:00Z'),
        weekEnd: new Date('2026-12-06T11:00:00Z'),
        clipCount: 1234,
        sourceMinutes: 9_999,
        savedMinutes: 37_020,
        clipCountBefore: 1300,
        credits: 12_000,
      },
      'no clip came': {
        ...base,
        clipCount: 0,
        savedMinutes: 0,
        clipCountBefore: 4,
        sourceMinutes: 12,
        topClip: null,
      },
    }
  },
}

const comparisonOf = (props: WeeklySummaryProps): string => {
  const { clipCount, clipCountBefore } = props
  if (clipCount === 0)
    return 'No moment became a clip this time. Each project’s page says why, and any words of its transcript can be made a clip by hand.'
  if (clipCountBefore === null) return 'Next week’s letter has something to compare this one with.'
  const difference = clipCount - clipCountBefore
  if (difference === 0) return 'As many clips as the week before.'
  return difference > 0
    ? `${countOf(difference, 'clip', 'clips', props)} more than the week before.`
    : `${countOf(-difference, 'clip', 'clips', props)} fewer than the week before.`
}
