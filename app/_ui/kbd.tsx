import { classNames } from './class-names'

/** Keys as printed, apart by spaces: `<Kbd keys="Ctrl K" />`. */
export function Kbd({ keys, isInverse = false }: { readonly keys: string; readonly isInverse?: boolean }) {
  return (
    <span className="inline-flex items-center gap-0.5">
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className={classNames(
            'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-mono text-2xs leading-none',
            isInverse ? 'border-current opacity-70' : 'border-line bg-sunken text-ink-faint',
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
