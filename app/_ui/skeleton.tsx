import { classNames } from './class-names'

/** A place where something comes: give it the size and the shape of what comes. */
export const Skeleton = ({ className }: { readonly className?: string }) => (
  <span aria-hidden="true" className={classNames('block animate-breathe rounded-md bg-pressed', className)} />
)

/** Around skeletons: says once, to screen readers, what is on its way. */
export const Loading = ({
  label,
  className,
  children,
}: {
  readonly label: string
  readonly className?: string
  readonly children: React.ReactNode
}) => (
  <div role="status" className={className}>
    <span className="sr-only">{label}</span>
    {children}
  </div>
)
