import { countOf, formatDay, formatHours, formatMoment, formatNumber, type Reader } from './_format'
import { ClipRow, type MailClip } from './_parts/clip-row'
import { Figures } from './_parts/figures'
import { Letter } from './_parts/letter'
import { Points } from './_parts/points'
import { Action, Paragraph, Small, TextLink, Title } from './_parts/words'
import { sampleClips, sampleMarketing, sampleReader } from './_sample'
import type { Marketing, Template } from './_template'

export type TrialExpiryProps = Reader &
  Marketing & {
    readonly when: 'in-3-days' | 'in-1-day' | 'ended'
    readonly trialEndsAt: Date
    /** The plan that was tried: "Starter". */
    readonly planName: string
    /** What the trial has left: lost at its end. Once it has ended, what was lost. */
    readonly unusedCredits: number
    readonly planCreditsPerMonth: number
    readonly freeCreditsPerMonth: number
    readonly made: {
      readonly clipCount: number
      readonly projectCount: number
      /** Of source, worked through. */
      readonly sourceMinutes: number
    }
    /** The best of what they made, three at most. */
    readonly clips: readonly MailClip[]
    readonly newProjectUrl: string
    readonly projectsUrl: string
    /** Where a plan can be bought; null while none can. */
    readonly plansUrl: string | null
  }

export const trialExpiry: Template<TrialExpiryProps> = {
  subject: ({ when, planName }) => {
    switch (when) {
      case 'in-3-days':
        return `Three days left of your ${planName} trial`
      case 'in-1-day':
        return `Your ${planName} trial ends tomorrow`
      case 'ended':
        return `Your ${planName} trial has ended; your clips are still here`
    }
  },
  Body: (props) => {
    const isOver = props.when === 'ended'
    return (
      <Letter
        preview={previewOf(props)}
        footer={`You got this mail because your ClipForge trial ${isOver ? 'has ended' : 'is near its end'}. There is no card on file, and nothing is charged.`}
        marketing={props}
      >
        <Title>{titleOf(props)}</Title>
        <Made {...props} />
        <Paragraph>
          {isOver
            ? 'You are on Free now. Everything you made stays yours. What changed:'
            : `On ${formatMoment(props.trialEndsAt, props)} you go over to Free, without doing anything. Everything you made stays yours. What changes:`}
        </Paragraph>
        <Points points={lossesOf(props)} />
        {props.plansUrl !== null ? (
          <Action href={props.plansUrl}>{isOver ? 'See the plans' : `Keep ${props.planName}`}</Action>
        ) : isOver || props.unusedCredits === 0 ? (
          <Action href={props.projectsUrl}>Open your projects</Action>
        ) : (
          <Action href={props.newProjectUrl}>Use what is left</Action>
        )}
        {props.plansUrl !== null && !isOver && props.unusedCredits > 0 && (
          <Small>
            Or spend the {countOf(props.unusedCredits, 'credit', 'credits', props)} that{' '}
            {props.unusedCredits === 1 ? 'is' : 'are'} left:{' '}
            <TextLink href={props.newProjectUrl}>bring a video</TextLink>.
          </Small>
        )}
      </Letter>
    )
  },
  samples: (at) => {
    const base = {
      ...sampleReader,
      ...sampleMarketing(at),
      trialEndsAt: new Date('2026-12-02T09:00:00Z'),
      planName: 'Starter',
      unusedCredits: 64,
      planCreditsPerMonth: 150,
      freeCreditsPerMonth: 60,
      made: { clipCount: 14, projectCount: 3, sourceMinutes: 86 },
      clips: sampleClips(at),
      newProjectUrl: at('/projects/new'),
      projectsUrl: at('/projects'),
      plansUrl: null,
    }
    return {
      'in three days': { ...base, when: 'in-3-days' },
      'tomorrow, with plans to buy': {
        ...base,
        when: 'in-1-day',
        unusedCredits: 1,
        made: { clipCount: 1, projectCount: 1, sourceMinutes: 149 },
        clips: sampleClips(at).slice(0, 1),
        plansUrl: at('/settings/credits'),
      },
      'tomorrow, nothing made': {
        ...base,
        when: 'in-1-day',
        unusedCredits: 150,
        made: { clipCount: 0, projectCount: 0, sourceMinutes: 0 },
        clips: [],
      },
      ended: { ...base, when: 'ended' },
      'ended, all used': {
        ...base,
        when: 'ended',
        unusedCredits: 0,
        locale: 'de-DE',
        plansUrl: at('/settings/credits'),
      },
    }
  },
}

function Made(props: TrialExpiryProps) {
  const { made, clips } = props
  if (made.clipCount === 0)
    return (
      <Paragraph>
        {props.when === 'ended'
          ? 'No clip was made in these days. Free has credits of its own, so there is still time for a first one.'
          : 'You have made no clip yet. A video of a few minutes is enough to see what comes back.'}
      </Paragraph>
    )
  return (
    <>
      <Paragraph>What you made in the trial:</Paragraph>
      <Figures
        figures={[
          {
            value: formatNumber(made.clipCount, props),
            label: made.clipCount === 1 ? 'clip' : 'clips',
          },
          { value: formatHours(made.sourceMinutes), label: 'of video' },
          {
            value: formatNumber(made.projectCount, props),
            label: made.projectCount === 1 ? 'project' : 'projects',
          },
        ]}
      />
      {clips.map((clip) => (
        <ClipRow key={clip.url} clip={clip} />
      ))}
    </>
  )
}

const titleOf = ({ when, trialEndsAt, ...reader }: TrialExpiryProps): string => {
  switch (when) {
    case 'in-3-days':
      return `The trial ends on ${formatDay(trialEndsAt, reader)}`
    case 'in-1-day':
      return 'One day left of the trial'
    case 'ended':
      return 'The trial has ended'
  }
}

const previewOf = (props: TrialExpiryProps): string => {
  const { when, unusedCredits } = props
  if (when === 'ended') return 'You are on Free now. What you made stays yours.'
  if (unusedCredits === 0) return 'Your clips stay yours. What changes, in three lines.'
  return `${countOf(unusedCredits, 'credit', 'credits', props)} left to use until then. Your clips stay yours.`
}

const lossesOf = (props: TrialExpiryProps): readonly string[] => {
  const isOver = props.when === 'ended'
  const credits = (count: number) => countOf(count, 'credit', 'credits', props)
  const month = `${credits(props.freeCreditsPerMonth)} a month instead of ${formatNumber(props.planCreditsPerMonth, props)}.`
  const mark = 'New clips carry a small “ClipForge” in a corner; those you have stay without it.'
  if (props.unusedCredits === 0) return [month, mark]
  return [
    isOver
      ? `${credits(props.unusedCredits)} of the trial went unused and ended with it.`
      : `${credits(props.unusedCredits)} of the trial end with it if you don’t use them.`,
    month,
    mark,
  ]
}
