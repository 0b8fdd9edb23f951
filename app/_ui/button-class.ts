import { classNames } from './class-names'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover active:bg-accent-pressed font-semibold',
  secondary: 'border border-line-strong bg-surface text-ink hover:bg-hover active:bg-pressed font-medium',
  ghost: 'text-ink-soft hover:bg-hover hover:text-ink active:bg-pressed font-medium',
  danger: 'border border-bad-line bg-bad-soft text-bad hover:border-bad font-medium',
}

const sizes: Record<ButtonSize, string> = {
  sm: 'h-8 px-2.5 text-sm gap-1.5 [&>svg]:size-3.5',
  md: 'h-9 px-3.5 text-base gap-2 [&>svg]:size-4',
  lg: 'h-11 px-5 text-lg gap-2 [&>svg]:size-4.5',
}

/** The look of a button, for <Button>, <LinkButton> and a bare <label> or <summary> that acts as one. */
export const buttonClass = (variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string =>
  classNames(
    'inline-flex shrink-0 items-center justify-center rounded-lg whitespace-nowrap select-none transition-colors touch:min-h-10',
    'disabled:opacity-50 aria-disabled:opacity-50 disabled:pointer-events-none aria-disabled:pointer-events-none [&>svg]:shrink-0',
    variants[variant],
    sizes[size],
  )
