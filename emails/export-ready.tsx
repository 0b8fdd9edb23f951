import { countOf, formatBytes, formatMoment, type Reader } from './_format'
import { ClipHero } from './_parts/clip-hero'
import type { MailClip } from './_parts/clip-row'
import { Facts } from './_parts/facts'
import { Letter } from './_parts/letter'
import { Action, Paragraph, Small, State, Title } from './_parts/words'
import { sampleClips, sampleReader } from './_sample'
import type { Template } from './_template'

export type ExportReadyProps = Reader & {
  /** The clip's or the project's. */
  readonly title: string
  readonly clipCount: number
  /** The first of them. */
  readonly clip: MailClip | null
  readonly fileName: string
  /** "1080 × 1920, H.264, captions burnt in" */
  readonly format: string
  readonly sizeBytes: number
  /** A page of the app with the download on it: signed in, so that a forwarded mail hands out no file. */
  readonly url: string
  /** When the file is deleted; null: it is kept with the project. */
  readonly expiresAt: Date | null
}

export const exportReady: Template<ExportReadyProps> = {
  subject: ({ title, clipCount, ...props }) =>
    clipCount === 1
      ? `“${title}” is ready to download`
      : `${countOf(clipCount, 'clip', 'clips', props)} of “${title}” are ready to download`,
  Body: (props) => (
    <Letter
      preview={`${props.fileName}, ${formatBytes(props.sizeBytes, props)}`}
      footer="You got this mail because you asked ClipForge for an export."
    >
      <State tone="good">Exported</State>
      <Title>
        {props.clipCount === 1
          ? 'Your clip is ready'
          : `Your ${countOf(props.clipCount, 'clip', 'clips', props)} are ready`}
      </Title>
      {props.clip === null ? (
        <Paragraph>From “{props.title}”.</Paragraph>
      ) : (
        <ClipHero clip={props.clip} label={props.clipCount === 1 ? 'Exported' : 'The first of them'} />
      )}
      <Facts
        facts={[
          { label: 'File', value: props.fileName },
          { label: 'Format', value: props.format },
          { label: 'Size', value: formatBytes(props.sizeBytes, props) },
        ]}
      />
      <Action href={props.url}>Download</Action>
      <Small>
        {props.expiresAt === null
          ? 'The file is kept as long as its project.'
          : `The file is kept until ${formatMoment(props.expiresAt, props)}. After that it can be exported again at no cost.`}
      </Small>
    </Letter>
  ),
  samples: (at) => {
    const [clip] = sampleClips(at)
    const base = {
      ...sampleReader,
      title: clip.title,
      clipCount: 1,
      clip,
      fileName: 'nobody-tells-you-this.mp4',
      format: '1080 × 1920, H.264, captions in the picture',
      sizeBytes: 24_600_000,
      url: at('/clips/sample-1'),
      expiresAt: null,
    }
    return {
      'one clip': base,
      'a set, kept for a week': {
        ...base,
        locale: 'en-GB',
        title: 'Night Shift Podcast, episode 41',
        clipCount: 8,
        fileName: 'night-shift-podcast-episode-41.zip',
        format: 'MP4 with SRT and VTT beside each',
        sizeBytes: 1_234_000_000,
        url: at('/projects/sample'),
        expiresAt: new Date('2026-12-09T09:00:00Z'),
      },
      'no picture': { ...base, clip: null },
    }
  },
}
