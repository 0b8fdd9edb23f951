import { countOf, formatDay, formatNumber, type Reader } from './_format'
import { Figures } from './_parts/figures'
import { Letter } from './_parts/letter'
import { Meter } from './_parts/meter'
import { Action, Paragraph, Small, State, TextLink, Title } from './_parts/words'
import { sampleReader } from './_sample'
import type { Template } from './_template'

export type CreditsLowProps = Reader & {
  /** Per cent of the month's credits that are used or held for work under way. */
  readonly level: 80 | 100
  readonly workspaceName: string
  readonly planName: string
  readonly used: number
  /** What there was for this month: the plan's credits and what had stayed from the month before. */
  readonly available: number
  readonly left: number
  /** When the next credits come. */
  readonly renewsAt: Date
  readonly renewsTo: number
  /** Ends with the trial rather than with a month. */
  readonly isTrial: boolean
  readonly creditsUrl: string
  /** Where more can be had; null while nothing can be bought. */
  readonly plansUrl: string | null
}

export const creditsLow: Template<CreditsLowProps> = {
  subject: ({ level, left, workspaceName, ...props }) =>
    level === 100
      ? `${workspaceName} has used all its credits`
      : `${countOf(left, 'credit', 'credits', props)} left in ${workspaceName}`,
  Body: (props) => (
    <Letter
      preview={`${countOf(props.renewsTo, 'new credit', 'new credits', props)} on ${formatDay(props.renewsAt, props)}.`}
      footer={`You got this mail because you look after ${props.workspaceName} on ClipForge. It comes once at 80% and once at 100% of a month’s credits.`}
    >
      <State tone={props.level === 100 ? 'bad' : 'warn'}>{props.level === 100 ? 'All used' : '80% used'}</State>
      <Title>
        {props.level === 100 ? 'No credits are left' : `${countOf(props.left, 'credit is', 'credits are', props)} left`}
      </Title>
      <Meter
        share={props.available === 0 ? 1 : props.used / props.available}
        tone={props.level === 100 ? 'bad' : 'warn'}
      />
      <Figures
        figures={[
          { value: formatNumber(props.used, props), label: 'used' },
          { value: formatNumber(props.left, props), label: 'left' },
          {
            value: formatNumber(props.available, props),
            label: props.isTrial ? `in the ${props.planName} trial` : 'this month',
          },
        ]}
      />
      <Paragraph>
        {props.level === 100
          ? 'Videos that are being worked on will be finished. A new one can begin when there are credits again. '
          : `That is enough for ${countOf(props.left, 'minute', 'minutes', props)} of video. `}
        On {formatDay(props.renewsAt, props)}{' '}
        {props.isTrial ? 'the trial ends and Free begins with' : 'the next month begins with'}{' '}
        {countOf(props.renewsTo, 'credit', 'credits', props)}.
      </Paragraph>
      <Action href={props.plansUrl ?? props.creditsUrl}>
        {props.plansUrl === null ? 'See where they went' : 'Get more credits'}
      </Action>
      <Small>
        Credits of work that fails or is cancelled come back by themselves.
        {props.plansUrl !== null && (
          <>
            {' '}
            <TextLink href={props.creditsUrl}>See where they went</TextLink>.
          </>
        )}
      </Small>
    </Letter>
  ),
  samples: (at) => {
    const base = {
      ...sampleReader,
      level: 80,
      workspaceName: 'Night Shift Podcast',
      planName: 'Starter',
      used: 124,
      available: 150,
      left: 26,
      renewsAt: new Date('2026-12-14T09:00:00Z'),
      renewsTo: 150,
      isTrial: false,
      creditsUrl: at('/settings/credits'),
      plansUrl: null,
    } as const
    return {
      'four fifths used': base,
      'all used': { ...base, level: 100, used: 150, left: 0, plansUrl: at('/settings/credits#plans') },
      'in the trial': { ...base, isTrial: true, renewsTo: 60, left: 1, used: 149 },
      'a thousand a month': {
        ...base,
        locale: 'de-DE',
        planName: 'Business',
        used: 1_612,
        available: 2_000,
        left: 388,
        renewsTo: 1_000,
      },
    }
  },
}
