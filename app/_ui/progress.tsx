import { classNames } from './class-names'

/** A bar. `share` is 0 to 1, or null when it can't be known; `label` says of what. */
export const Progress = ({
  share,
  label,
  tone = 'accent',
  className,
}: {
  readonly share: number | null
  readonly label: string
  readonly tone?: 'accent' | 'good' | 'warn' | 'bad'
  readonly className?: string
}) => (
  <div
    role="progressbar"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={100}
    aria-valuenow={share === null ? undefined : Math.floor(share * 100)}
    className={classNames('h-1.5 overflow-hidden rounded-full bg-pressed', className)}
  >
    <div
      className={classNames(
        'h-full origin-left rounded-full transition-transform duration-200',
        { accent: 'bg-accent', good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad' }[tone],
        share === null && 'animate-breathe',
      )}
      style={{ transform: `scaleX(${share === null ? 0.35 : Math.min(1, Math.max(0, share))})` }}
    />
  </div>
)
