import { ChevronRight } from 'lucide-react'
import { EvidenceList } from '../../_parts/evidence-list'
import { featureLabel, featureQuestion, formatPoints, isComparison } from '../../_parts/feature-words'
import { ScoreChip } from '../../_parts/score-chip'
import type { ClipData } from '../../_parts/types'

/** The score as a sum that can be checked: each part's value times its weight, and the words it stands on. */
export function ScorePanel({
  clip,
  onSeek,
}: {
  readonly clip: ClipData
  /** Source time. */
  readonly onSeek: (sourceMs: number) => void
}) {
  if (clip.features.length === 0)
    return (
      <p className="text-ink-soft">You cut this clip yourself, so it was not compared with others and has no score.</p>
    )
  const strongest = clip.features
    .filter(({ feature }) => !isComparison(feature))
    .reduce((best, each) => (each.contribution > best.contribution ? each : best))
  return (
    <div>
      <div className="flex items-end gap-3">
        <ScoreChip score={clip.score} className="text-display! leading-none" />
        <p className="pb-1 text-ink-soft">
          of 100: the sum of the
          <br />
          points below
        </p>
      </div>
      <div className="mt-4 divide-y divide-line border-y border-line">
        {clip.features.map((feature) => {
          const compares = isComparison(feature.feature)
          return (
            <details key={feature.feature} open={feature === strongest} className="group">
              <summary className="grid list-none grid-cols-[1rem_1fr_auto] items-center gap-x-2 gap-y-1.5 rounded-md py-2.5 [&::-webkit-details-marker]:hidden">
                <ChevronRight
                  className="size-4 text-ink-faint transition-transform group-open:rotate-90"
                  aria-hidden="true"
                />
                <span className="font-medium">{featureLabel(feature.feature)}</span>
                <span className="numbers">
                  {formatPoints(feature.contribution, compares)}
                  {!compares && <span className="text-ink-faint"> of {Math.round(feature.weight)}</span>}
                </span>
                <span className="col-span-2 col-start-2 block h-1 rounded-full bg-pressed" aria-hidden="true">
                  <span
                    className="block h-full rounded-full bg-ink-soft"
                    style={{ width: `${Math.min(1, Math.max(0, feature.value)) * 100}%` }}
                  />
                </span>
              </summary>
              <div className="pb-3 pl-6">
                <p className="text-sm text-ink-soft">{featureQuestion(feature.feature)}</p>
                <p className="numbers mt-1 mb-1.5 text-xs text-ink-faint">
                  {feature.value.toFixed(2)} × {Math.round(feature.weight)} = {formatPoints(feature.contribution)}{' '}
                  points
                </p>
                <div className="-mx-2">
                  <EvidenceList items={feature.evidence} onSeek={({ startMs }) => onSeek(startMs)} />
                </div>
              </div>
            </details>
          )
        })}
      </div>
      {clip.hashtags.length > 0 && (
        <p className="mt-4 flex flex-wrap gap-2 text-sm text-ink-soft">
          <span className="sr-only">Hashtags: </span>
          {clip.hashtags.join(' ')}
        </p>
      )}
    </div>
  )
}
