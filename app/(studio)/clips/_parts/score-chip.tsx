import { classNames } from '@/app/_ui/class-names'

/** A score out of a hundred. */
export const ScoreChip = ({ score, className }: { readonly score: number; readonly className?: string }) => (
  <span className={classNames('numbers font-semibold', className)}>
    <span className="sr-only">Score </span>
    {Math.round(score)}
    <span className="sr-only"> of 100</span>
  </span>
)
