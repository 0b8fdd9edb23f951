import { Img, Link, Text } from '@react-email/components'
import { formatDuration } from '../_format'
import { light, monoFamily, onStage, stage } from '../_theme'
import { Columns } from './columns'

export type MailClip = {
  readonly title: string
  readonly url: string
  /** Absolute; null where there is no picture. */
  readonly thumbnailUrl: string | null
  readonly durationMs: number
  /** 0-100. */
  readonly score: number
  /** One sentence on why it was chosen; empty where nobody chose it but its maker. */
  readonly reason: string
}

const picture = {
  borderRadius: 8,
  backgroundColor: stage,
  objectFit: 'cover',
  textAlign: 'center',
  fontSize: 12,
  color: onStage.soft,
} as const

/** A clip as its picture, its title and the one reason that speaks for it. */
export function ClipRow({ clip }: { readonly clip: MailClip }) {
  return (
    <Columns style={{ margin: '0 0 16px' }}>
      <td width={72} data-skip-in-text style={{ width: 72, verticalAlign: 'top' }}>
        {clip.thumbnailUrl === null ? (
          <div aria-hidden="true" style={{ ...picture, width: 72, height: 128, lineHeight: '128px' }}>
            ▶
          </div>
        ) : (
          <Link href={clip.url}>
            <Img
              // Not eager: React would put a preload of it before the letter.
              loading="lazy"
              src={clip.thumbnailUrl}
              width={72}
              height={128}
              alt={`Still of the clip: ${clip.title}`}
              style={picture}
            />
          </Link>
        )}
      </td>
      <td style={{ paddingLeft: 16, verticalAlign: 'top' }}>
        <Text
          className="tight"
          style={{ margin: 0, fontSize: 16, lineHeight: '23px', fontWeight: 650, wordBreak: 'break-word' }}
        >
          <Link href={clip.url} className="ink below" style={{ color: light('ink'), textDecoration: 'none' }}>
            {clip.title}
          </Link>
        </Text>
        <Text
          className="faint tight"
          style={{
            margin: '4px 0',
            fontSize: 13,
            lineHeight: '19px',
            fontFamily: monoFamily,
            color: light('faint'),
          }}
        >
          {formatDuration(clip.durationMs)} · score {Math.round(clip.score)}
        </Text>
        {clip.reason !== '' && (
          <Text className="soft tight" style={{ margin: 0, fontSize: 15, lineHeight: '22px', color: light('soft') }}>
            {clip.reason}
          </Text>
        )}
      </td>
    </Columns>
  )
}
