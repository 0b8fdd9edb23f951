import { classNames } from './class-names'
import { formatTimecode } from './format'

/** A time or a length in digits of equal width. */
export const Timecode = ({
  ms,
  withTenths = false,
  className,
}: {
  readonly ms: number
  readonly withTenths?: boolean
  readonly className?: string
}) => <span className={classNames('numbers', className)}>{formatTimecode(ms, withTenths)}</span>
