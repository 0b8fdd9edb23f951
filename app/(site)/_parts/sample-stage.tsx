import { Check, Pause, Play, X } from 'lucide-react'
import type { CSSProperties } from 'react'
import { classNames } from '@/app/_ui/class-names'
import example from './example.json'
import styles from './example.module.css'

const { durationMs, startMs, candidates, levels } = example
const shareOf = (ms: number): number => (100 * ms) / durationMs
const isInClip = (share: number): boolean =>
  candidates.some(({ isKept, startMs: from, endMs: to }) => isKept && share >= shareOf(from) && share < shareOf(to))

const from: CSSProperties & { '--from': string } = { '--from': `${shareOf(startMs)}%` }

/** The whole talk: its sound, the moment that became the clip, and those that were passed over, each with its score. */
const Strip = () => (
  <div className="rounded-lg border border-stage-line bg-stage px-2 pt-1 pb-2">
    <div className="relative">
      <svg viewBox="0 0 480 48" preserveAspectRatio="none" className="block h-12 w-full sm:h-14" aria-hidden="true">
        {levels.map((level, index) => {
          const height = Math.max(1.5, level * 40)
          const isKept = isInClip((100 * index) / levels.length)
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar's place is what it is
              key={index}
              x={index * 4 + 0.8}
              y={24 - height / 2}
              width="2.2"
              height={height}
              fill={isKept ? 'var(--accent)' : 'var(--on-stage-soft)'}
              opacity={isKept ? 0.95 : 0.35}
            />
          )
        })}
      </svg>
      <ul className="mt-1 grid gap-1">
        {candidates.map(({ startMs: from, endMs: to, score, isKept }) => (
          <li
            key={`${from}-${to}`}
            style={{ marginLeft: `${shareOf(from)}%`, width: `${shareOf(to - from)}%` }}
            className={classNames(
              'numbers flex h-5 items-center gap-1 overflow-hidden rounded-sm border px-1 text-xs',
              isKept
                ? 'border-accent bg-accent/15 font-medium text-on-stage'
                : 'border-dashed border-stage-line text-on-stage-soft',
            )}
          >
            {isKept ? (
              <Check className="size-3 shrink-0 text-accent" strokeWidth={3} aria-hidden="true" />
            ) : (
              <X className="size-3 shrink-0" aria-hidden="true" />
            )}
            {Math.round(score)}
            <span className="sr-only">{isKept ? 'became the clip' : 'was passed over'}</span>
          </li>
        ))}
      </ul>
      <span
        className={classNames(styles.playhead, 'pointer-events-none absolute inset-y-0 w-px bg-on-stage')}
        style={from}
      />
    </div>
  </div>
)

type Shown = {
  readonly name: 'talk' | 'clip'
  readonly title: string
  readonly shape: '16:9' | '9:16'
  readonly width: number
  readonly height: number
  readonly label: string
  readonly className: string
}

const Silent = ({ name, title, shape, width, height, label, className }: Shown) => (
  <div className={classNames('grid content-start gap-2', className)}>
    <video
      src={`/example/${name}.mp4`}
      poster={`/example/${name}.jpg`}
      width={width}
      height={height}
      aria-label={label}
      className="block h-auto w-full rounded-lg bg-stage"
      muted
      loop
      playsInline
      preload="none"
    />
    <p className="flex justify-between text-xs text-on-stage-soft sm:text-sm">
      <span>{title}</span>
      <span className="numbers">{shape}</span>
    </p>
  </div>
)

/** A clip that the product made, playing beside its source; scripts/make-example.mjs makes both again. */
export const SampleStage = () => (
  <figure className="dark-room rounded-2xl border border-stage-line bg-stage-raised p-3 text-on-stage sm:p-5">
    <script async src="/example/play.js" />
    <clip-example class={styles.example} start-ms={startMs} talk-ms={durationMs}>
      <div className="grid gap-3 sm:grid-cols-[16fr_5.06fr] sm:gap-5">
        <Silent
          name="talk"
          title="The talk"
          shape="16:9"
          width={960}
          height={540}
          label="Two drawn hosts talk. A frame stands around whoever speaks, and the rest is dimmed."
          className=""
        />
        <Silent
          name="clip"
          title="The clip"
          shape="9:16"
          width={450}
          height={800}
          label="The clip: whoever speaks fills the upright picture, and each word is lit as it is said."
          className="mx-auto w-3/5 sm:w-full"
        />
      </div>
      <div className="mt-3 flex items-stretch gap-2 sm:mt-4 sm:gap-3">
        <button
          type="button"
          className={classNames(
            styles.switch,
            'grid w-11 shrink-0 place-items-center rounded-lg border border-stage-line bg-stage text-on-stage hover:border-on-stage-soft',
          )}
        >
          <span className={styles.whilePlaying}>
            <Pause className="size-4" aria-hidden="true" />
            <span className="sr-only">Pause the example</span>
          </span>
          <span className={styles.whileStopped}>
            <Play className="size-4" aria-hidden="true" />
            <span className="sr-only">Play the example</span>
          </span>
        </button>
        <div className="min-w-0 flex-1">
          <Strip />
        </div>
      </div>
    </clip-example>
    <figcaption className="mt-3 text-xs text-on-stage-soft sm:text-sm">
      Made by ClipForge from the sample talk, as it came out: two drawn hosts with voices of a machine, shown without
      sound. Below them the whole talk: the filled mark became the clip, the dashed ones overlap it or scored lower.
    </figcaption>
  </figure>
)
