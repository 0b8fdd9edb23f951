import { Check, X } from 'lucide-react'
import type { CSSProperties } from 'react'
import { SamplePeople } from '@/app/_ui/sample-people'
import styles from './sample.module.css'

const clipWidth = 202.5
const restX = 67
const dimPx = 1400

type Line = readonly { readonly text: string; readonly x: number; readonly atSeconds: number }[]

/** Words of the sample talk, placed by hand; seconds count from the start of the loop. */
const maraLines: readonly Line[] = [
  [
    { text: 'NOBODY', x: 62, atSeconds: 0.4 },
    { text: 'SKIPS', x: 142, atSeconds: 1.9 },
  ],
  [
    { text: 'THE', x: 44, atSeconds: 3.3 },
    { text: 'FIRST', x: 94, atSeconds: 4.3 },
    { text: 'LINE', x: 152, atSeconds: 5.3 },
  ],
]
const theoLines: readonly Line[] = [
  [
    { text: 'CUT', x: 45, atSeconds: 7.4 },
    { text: 'TEN', x: 92, atSeconds: 8.6 },
    { text: 'SECONDS', x: 150, atSeconds: 9.8 },
  ],
  [
    { text: 'OFF', x: 46, atSeconds: 11 },
    { text: 'THE', x: 91, atSeconds: 11.9 },
    { text: 'FRONT', x: 146, atSeconds: 12.7 },
  ],
]

const startOf = (atSeconds: number): CSSProperties & { '--at': number } => ({ '--at': atSeconds })

const Caption = ({ lines, className }: { readonly lines: readonly Line[]; readonly className: string | undefined }) => (
  <g
    className={className}
    style={{ fontSize: 20, fontWeight: 850, letterSpacing: '-0.01em', paintOrder: 'stroke' }}
    stroke="var(--caption-outline)"
    strokeWidth="5"
    strokeLinejoin="round"
    textAnchor="middle"
  >
    {lines.map((line, row) =>
      line.map((word) => (
        <text key={word.text} x={word.x} y={252 + row * 25} className={styles.word} style={startOf(word.atSeconds)}>
          {word.text}
        </text>
      )),
    )}
  </g>
)

/** Heights of the sound along the strip, 0 to 1: fixed, so that server and browser draw the same. */
const levels = Array.from({ length: 120 }, (_, index) => {
  const talk = Math.abs(Math.sin(index * 0.73) * Math.cos(index * 0.31) + 0.35 * Math.sin(index * 2.1))
  const pause = [19, 20, 45, 46, 47, 71, 72, 98, 99].includes(index) ? 0.12 : 1
  return Math.min(1, 0.14 + talk * 0.8) * pause
})

const moments = [
  { from: 5, to: 15.5, isKept: false, words: 'Starts mid-thought' },
  { from: 24, to: 38, isKept: true, words: 'Whole thought' },
  { from: 51, to: 60, isKept: true, words: 'Answer to a question' },
  { from: 66, to: 78.5, isKept: false, words: 'Too alike' },
  { from: 84, to: 96, isKept: true, words: 'Ends on the point' },
] as const

const Strip = () => (
  <div className="relative h-24 overflow-hidden rounded-lg border border-stage-line bg-stage sm:h-28">
    <svg
      viewBox="0 0 480 48"
      preserveAspectRatio="none"
      className="absolute inset-x-0 bottom-0 h-14 w-full sm:h-16"
      aria-hidden="true"
    >
      {levels.map((level, index) => {
        const at = (index / levels.length) * 100
        const isKept = moments.some((moment) => moment.isKept && at >= moment.from && at < moment.to)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing; a bar's place is what it is
            key={index}
            x={index * 4 + 0.8}
            y={24 - level * 20}
            width="2.2"
            height={level * 40}
            fill={isKept ? 'var(--accent)' : 'var(--on-stage-soft)'}
            opacity={isKept ? 0.95 : 0.35}
          />
        )
      })}
    </svg>
    {moments.map((moment) => (
      <span
        key={moment.from}
        style={{ left: `${moment.from}%`, width: `${moment.to - moment.from}%` }}
        className={
          moment.isKept
            ? 'absolute inset-y-2 flex items-start gap-1 rounded-md border border-accent bg-accent/12 p-1.5 text-xs text-on-stage'
            : 'absolute inset-y-2 flex items-start gap-1 rounded-md border border-dashed border-stage-line p-1.5 text-xs text-on-stage-soft'
        }
      >
        {moment.isKept ? (
          <Check className="mt-0.5 size-3 shrink-0 text-accent" strokeWidth={3} aria-hidden="true" />
        ) : (
          <X className="mt-0.5 size-3 shrink-0" aria-hidden="true" />
        )}
        <span className="hidden leading-4 md:inline">{moment.words}</span>
      </span>
    ))}
    <span className={`${styles.playhead} absolute inset-y-0 w-px bg-on-stage`} style={{ left: '24.5%' }} />
  </div>
)

/**
 * What the product does, in one drawing: a wide talk, the window that follows who speaks, the upright clip with its
 * captions, and the talk as a strip with the moments that were kept and those that were not.
 */
export const SampleStage = () => (
  <figure className="dark-room rounded-2xl border border-stage-line bg-stage-raised p-3 text-on-stage sm:p-5">
    <div className="grid gap-3 sm:grid-cols-[16fr_5.06fr] sm:gap-5" aria-hidden="true">
      <div className="grid content-start gap-2">
        <svg viewBox="0 0 640 360" aria-hidden="true" className="block w-full rounded-lg">
          <SamplePeople id="sample-people" mouths={{ left: styles.maraSpeaks, right: styles.theoSpeaks }} />
          <g className={styles.window}>
            {/* A stroke so wide that it darkens all but the window inside it. */}
            <rect
              x={restX - dimPx / 2}
              y={-dimPx / 2}
              width={clipWidth + dimPx}
              height={360 + dimPx}
              fill="none"
              stroke="var(--stage)"
              strokeOpacity="0.55"
              strokeWidth={dimPx}
            />
            <rect
              x={restX + 1.5}
              y="1.5"
              width={clipWidth - 3}
              height="357"
              fill="none"
              stroke="var(--accent)"
              strokeWidth="3"
            />
          </g>
        </svg>
        <p className="flex justify-between text-xs text-on-stage-soft sm:text-sm">
          <span>The talk</span>
          <span className="numbers">16:9</span>
        </p>
      </div>
      <div className="mx-auto grid w-3/5 content-start gap-2 sm:w-full">
        <svg viewBox={`0 0 ${clipWidth} 360`} aria-hidden="true" className="block w-full rounded-lg">
          <g className={styles.seen} style={{ transform: `translateX(-${restX}px)` }}>
            <use href="#sample-people" />
          </g>
          <Caption lines={maraLines} className={styles.firstWords} />
          <Caption lines={theoLines} className={styles.secondWords} />
        </svg>
        <p className="flex justify-between text-xs text-on-stage-soft sm:text-sm">
          <span>A clip</span>
          <span className="numbers">9:16</span>
        </p>
      </div>
    </div>
    <div className="mt-3 sm:mt-4" aria-hidden="true">
      <Strip />
    </div>
    <figcaption className="mt-3 text-xs text-on-stage-soft sm:text-sm">
      Drawn by us after the sample talk that comes with the product. Filled marks became clips; dashed ones were passed
      over, each with its reason.
    </figcaption>
  </figure>
)
