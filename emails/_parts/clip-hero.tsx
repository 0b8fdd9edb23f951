import { Img, Link } from '@react-email/components'
import { formatDuration } from '../_format'
import { accent, monoFamily, onAccent, onStage, stage } from '../_theme'
import type { MailClip } from './clip-row'
import { Columns } from './columns'

/** One clip as the thing to look at: a large still on its own dark ground, as the player shows it. */
export function ClipHero({ clip, label }: { readonly clip: MailClip; readonly label: string }) {
  return (
    <Columns style={{ margin: '4px 0 20px', borderRadius: 12, backgroundColor: stage }}>
      {clip.thumbnailUrl !== null && (
        <td
          width={144}
          className="stack hero"
          style={{ width: 144, padding: '16px 0 16px 16px', verticalAlign: 'top' }}
        >
          <Link href={clip.url} data-skip-in-text>
            <Img
              // Not eager: React would put a preload of it before the letter.
              loading="lazy"
              src={clip.thumbnailUrl}
              width={144}
              height={256}
              alt={`Still of the clip: ${clip.title}`}
              className="hero-picture"
              style={{ display: 'block', borderRadius: 8, objectFit: 'cover', color: onStage.soft, fontSize: 13 }}
            />
          </Link>
        </td>
      )}
      <td className="stack" style={{ padding: 20, verticalAlign: 'middle' }}>
        <p
          className="tight"
          style={{ margin: '0 0 8px', fontSize: 13, lineHeight: '18px', fontWeight: 650, color: accent }}
        >
          {label}
        </p>
        <p
          className="tight"
          style={{ margin: '0 0 8px', fontSize: 19, lineHeight: '25px', fontWeight: 650, wordBreak: 'break-word' }}
        >
          <Link href={clip.url} className="below" style={{ color: onStage.ink, textDecoration: 'none' }}>
            {clip.title}
          </Link>
        </p>
        <p
          className="tight"
          style={{
            margin: '0 0 8px',
            fontSize: 13,
            lineHeight: '19px',
            fontFamily: monoFamily,
            color: onStage.faint,
          }}
        >
          {formatDuration(clip.durationMs)} · score {Math.round(clip.score)}
        </p>
        {clip.reason !== '' && (
          <p className="tight" style={{ margin: '0 0 16px', fontSize: 15, lineHeight: '22px', color: onStage.soft }}>
            {clip.reason}
          </p>
        )}
        <Link
          href={clip.url}
          data-skip-in-text
          style={{
            display: 'inline-block',
            padding: '9px 16px',
            borderRadius: 8,
            backgroundColor: accent,
            color: onAccent,
            fontSize: 15,
            lineHeight: '20px',
            fontWeight: 650,
            textDecoration: 'none',
          }}
        >
          Watch
        </Link>
      </td>
    </Columns>
  )
}
