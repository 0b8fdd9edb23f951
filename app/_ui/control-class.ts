/** The box that text is typed into or a value is chosen from. */
export const controlClass =
  'w-full rounded-lg border border-control-line bg-surface px-3 text-base text-ink transition-colors ' +
  'hover:border-ink-faint focus-visible:border-focus focus-visible:outline-offset-0 aria-invalid:border-bad ' +
  'disabled:opacity-50 touch:text-lg'
