'use client'

import { Button, type ButtonProps } from './button'
import { formatDuration } from './format'
import { useCountdown } from './use-countdown'

/** A button that can't be pressed before `untilMs` and says how long that is; then it is as it was. */
export function WaitingButton({
  untilMs,
  children,
  disabled,
  ...rest
}: ButtonProps & { readonly untilMs: number | null }) {
  const seconds = useCountdown(untilMs)
  return (
    <Button {...rest} disabled={disabled || seconds > 0}>
      {seconds > 0 ? <span className="tabular-nums">Again in {formatDuration(seconds * 1_000)}</span> : children}
    </Button>
  )
}
