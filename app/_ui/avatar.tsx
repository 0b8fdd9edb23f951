import { classNames } from './class-names'

const initials = (name: string): string =>
  name
    .split(/[\s@._-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('')

/** Initials on a quiet ground, or a picture from our own server. Decorative: the name stands beside it. */
export const Avatar = ({
  name,
  imageUrl,
  shape = 'round',
  className,
}: {
  readonly name: string
  readonly imageUrl?: string | null
  /** Square for workspaces, round for people. */
  readonly shape?: 'round' | 'square'
  readonly className?: string
}) => (
  <span
    aria-hidden="true"
    className={classNames(
      'inline-grid size-7 shrink-0 place-items-center overflow-hidden border border-line-strong bg-sunken text-2xs font-semibold text-ink-soft',
      shape === 'round' ? 'rounded-full' : 'rounded-md',
      className,
    )}
  >
    {/* biome-ignore lint/performance/noImgElement: a picture of 28 px gains nothing from an optimiser */}
    {imageUrl ? <img src={imageUrl} alt="" className="size-full object-cover" /> : initials(name)}
  </span>
)
