import { brand } from './brand'
import { classNames } from './class-names'

/** The mark: one upright clip cut out of a long strip. Decorative beside the name; give it a label when alone. */
export function Mark({ className, label }: { readonly className?: string; readonly label?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={classNames('size-6 shrink-0', className)}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d="M2.5 7.5h5v9h-5a1.5 1.5 0 0 1-1.5-1.5V9a1.5 1.5 0 0 1 1.5-1.5Z" fill="currentColor" opacity="0.42" />
      <path d="M18.5 7.5h3A1.5 1.5 0 0 1 23 9v6a1.5 1.5 0 0 1-1.5 1.5h-3z" fill="currentColor" opacity="0.42" />
      <rect x="9" y="2" width="8" height="20" rx="2" fill="var(--accent)" />
    </svg>
  )
}

export function Wordmark({ className }: { readonly className?: string }) {
  return (
    <span className={classNames('inline-flex items-center gap-2 text-ink', className)}>
      <Mark />
      <span className="text-lg leading-none font-[680] tracking-[-0.03em]">{brand.name}</span>
    </span>
  )
}
