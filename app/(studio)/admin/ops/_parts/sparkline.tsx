import { classNames } from '@/app/_ui/class-names'
import { axisTop, linePath, side } from './chart-geometry'
import type { Trend } from './types'

/** A trend at a glance, beside the figure that says it. */
export const Sparkline = ({ trend, className }: { readonly trend: Trend; readonly className?: string }) => (
  <svg
    viewBox={`0 0 ${side} ${side}`}
    preserveAspectRatio="none"
    aria-hidden="true"
    className={classNames('block overflow-visible text-ink-faint', className)}
  >
    <path
      d={linePath(trend, axisTop([trend]))}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      vectorEffect="non-scaling-stroke"
    />
  </svg>
)
