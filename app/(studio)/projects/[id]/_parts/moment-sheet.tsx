'use client'

import { Scissors } from 'lucide-react'
import { Badge } from '@/app/_ui/badge'
import { Button } from '@/app/_ui/button'
import { LinkButton } from '@/app/_ui/link-button'
import { Sheet } from '@/app/_ui/sheet'
import { Timecode } from '@/app/_ui/timecode'
import { WaitingButton } from '@/app/_ui/waiting-button'
import { EvidenceList } from '../../../clips/_parts/evidence-list'
import { featureLabel } from '../../../clips/_parts/feature-words'
import { ScoreChip } from '../../../clips/_parts/score-chip'
import { SubScoreBars } from '../../../clips/_parts/sub-score-bars'
import type { Moment } from '../../../clips/_parts/types'

/** One moment of the source: whether it was taken and why, and what its score stands on. */
export function MomentSheet({
  moment,
  onClose,
  onMake,
  onShowWords,
  isMaking,
  heldUntilMs,
}: {
  readonly moment: Moment | undefined
  readonly onClose: () => void
  /** null for who may not. */
  readonly onMake: ((moment: Moment) => void) | null
  /** In the transcript. */
  readonly onShowWords: (range: { readonly startMs: number; readonly endMs: number }) => void
  readonly isMaking: boolean
  /** Until then no other clip is taken. */
  readonly heldUntilMs: number | null
}) {
  return (
    <Sheet
      isOpen={moment !== undefined}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={moment?.title ?? 'Moment'}
      footer={
        moment && (
          <>
            <Button variant="ghost" onClick={() => onShowWords(moment)}>
              Show the words
            </Button>
            {moment.clipId ? (
              <LinkButton variant="primary" href={`/clips/${moment.clipId}`}>
                Open the clip
              </LinkButton>
            ) : (
              onMake && (
                <WaitingButton
                  variant="primary"
                  untilMs={heldUntilMs}
                  disabled={isMaking}
                  onClick={() => onMake(moment)}
                >
                  <Scissors />
                  Make a clip from this
                </WaitingButton>
              )
            )}
          </>
        )
      }
    >
      {moment && (
        <div className="grid gap-6">
          <div>
            <div className="flex items-center gap-3">
              <ScoreChip score={moment.score} className="text-2xl" />
              <Badge tone={moment.accepted ? 'good' : 'neutral'}>{moment.accepted ? 'Chosen' : 'Not chosen'}</Badge>
              <span className="numbers ml-auto text-sm text-ink-faint">
                <Timecode ms={moment.startMs} withTenths /> – <Timecode ms={moment.endMs} withTenths />
              </span>
            </div>
            <p className="mt-2 text-ink-soft">{moment.reason}</p>
          </div>
          <SubScoreBars subScores={moment.features} />
          <section>
            <h3 className="mb-1 font-medium">How it begins and ends</h3>
            <p className="text-ink-soft">
              <q>{moment.boundary.firstWords}</q> … <q>{moment.boundary.lastWords}</q>
            </p>
            {moment.boundary.warnings.map((warning) => (
              <p key={warning} className="mt-1 text-sm text-warn">
                {warning}
              </p>
            ))}
          </section>
          {moment.features.map((feature) => (
            <section key={feature.feature}>
              <h3 className="mb-1 font-medium">{featureLabel(feature.feature)}</h3>
              <div className="-mx-2">
                <EvidenceList items={feature.evidence} onSeek={onShowWords} />
              </div>
            </section>
          ))}
        </div>
      )}
    </Sheet>
  )
}
