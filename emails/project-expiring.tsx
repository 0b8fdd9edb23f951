import { countOf, formatDay, type Reader } from './_format'
import { ClipRow, type MailClip } from './_parts/clip-row'
import { Letter } from './_parts/letter'
import { Points } from './_parts/points'
import { Action, Paragraph, Small, State, TextLink, Title } from './_parts/words'
import { sampleClips, sampleReader } from './_sample'
import type { Template } from './_template'

export type ProjectExpiringProps = Reader & {
  readonly projectTitle: string
  readonly projectUrl: string
  readonly expiresAt: Date
  readonly clipCount: number
  /** The best, three at most. */
  readonly clips: readonly MailClip[]
  /** Plans that keep projects longer; null while none can be had. */
  readonly plansUrl: string | null
}

export const projectExpiring: Template<ProjectExpiringProps> = {
  subject: ({ projectTitle, expiresAt, ...props }) =>
    `“${projectTitle}” will be deleted on ${formatDay(expiresAt, props)}`,
  Body: (props) => (
    <Letter
      preview={
        props.clipCount === 0
          ? 'Open it before then if you still need it.'
          : `${countOf(props.clipCount, 'clip', 'clips', props)} to download before then.`
      }
      footer="You got this mail because a project of yours on ClipForge is near its end."
    >
      <State tone="warn">Ends {formatDay(props.expiresAt, props)}</State>
      <Title>Download what you want to keep</Title>
      <Paragraph>
        “{props.projectTitle}” has been here as long as your plan keeps projects. What goes on{' '}
        {formatDay(props.expiresAt, props)}:
      </Paragraph>
      <Points
        points={[
          ...(props.clipCount === 0
            ? []
            : [`${countOf(props.clipCount, 'clip', 'clips', props)} with their captions and reports`]),
          'the video you brought, its transcript and every moment found in it',
        ]}
      />
      {props.clips.map((clip) => (
        <ClipRow key={clip.url} clip={clip} />
      ))}
      <Action href={props.projectUrl}>{props.clipCount === 0 ? 'Open the project' : 'Download the clips'}</Action>
      <Small>
        What you downloaded or posted is not touched.
        {props.plansUrl !== null && (
          <>
            {' '}
            <TextLink href={props.plansUrl}>Other plans</TextLink> keep projects longer.
          </>
        )}
      </Small>
    </Letter>
  ),
  samples: (at) => {
    const base = {
      ...sampleReader,
      projectTitle: 'Night Shift Podcast, episode 41',
      projectUrl: at('/projects/sample'),
      expiresAt: new Date('2026-12-05T09:00:00Z'),
      clipCount: 8,
      clips: sampleClips(at),
      plansUrl: at('/settings/credits'),
    }
    return {
      'with clips': base,
      'without any': { ...base, clipCount: 0, clips: [], plansUrl: null },
    }
  },
}
