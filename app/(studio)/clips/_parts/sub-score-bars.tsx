import { featureLabel, formatPoints, isComparison } from './feature-words'

export type SubScore = {
  readonly feature: string
  readonly value: number
  readonly weight: number
  readonly contribution: number
}

/** The parts of a score as bars: how long a bar may be is its weight, how full it is its value. */
export function SubScoreBars({ subScores }: { readonly subScores: readonly SubScore[] }) {
  const parts = subScores.filter(({ feature }) => !isComparison(feature))
  const comparison = subScores.find(({ feature }) => isComparison(feature))
  const widest = Math.max(1, ...parts.map(({ weight }) => weight))
  return (
    <dl className="grid grid-cols-[auto_1fr_auto] items-center gap-x-2.5 gap-y-2 text-sm">
      {parts.map((part) => (
        <div key={part.feature} className="contents">
          <dt className="text-ink-soft">{featureLabel(part.feature)}</dt>
          <dd className="h-1.5 rounded-full bg-pressed" style={{ width: `${(part.weight / widest) * 100}%` }}>
            <span
              className="block h-full rounded-full bg-ink-soft"
              style={{ width: `${Math.min(1, Math.max(0, part.value)) * 100}%` }}
            />
          </dd>
          <dd className="numbers text-right text-xs">
            {formatPoints(part.contribution)}
            <span className="text-ink-faint">/{Math.round(part.weight)}</span>
          </dd>
        </div>
      ))}
      {comparison && (
        <div className="contents">
          <dt className="col-span-2 text-ink-soft">{featureLabel(comparison.feature)}</dt>
          <dd className="numbers text-right text-xs">{formatPoints(comparison.contribution, true)}</dd>
        </div>
      )}
    </dl>
  )
}
