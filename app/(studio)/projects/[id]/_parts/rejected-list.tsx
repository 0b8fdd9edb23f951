'use client'

import { Scissors } from 'lucide-react'
import { Button } from '@/app/_ui/button'
import { EmptyState } from '@/app/_ui/empty-state'
import { Timecode } from '@/app/_ui/timecode'
import { WaitingButton } from '@/app/_ui/waiting-button'
import { isComparison } from '../../../clips/_parts/feature-words'
import { ScoreChip } from '../../../clips/_parts/score-chip'
import type { Moment } from '../../../clips/_parts/types'

/** Words once, with all that speaks for them. */
const groupEvidence = ({ features }: Moment): { readonly text: string; readonly signals: readonly string[] }[] => {
  const groups = new Map<string, Set<string>>()
  const own = features.filter(({ feature }) => !isComparison(feature))
  for (const { text, signal } of own.flatMap(({ evidence }) => evidence))
    if (text) groups.set(text, (groups.get(text) ?? new Set()).add(signal))
  return [...groups].map(([text, signals]) => ({ text, signals: [...signals] }))
}

/** "Why not this one?": what was weighed and left, best first, each with the reason and the words behind its score. */
export function RejectedList({
  moments,
  onOpen,
  onMake,
  isMaking,
  heldUntilMs,
}: {
  readonly moments: readonly Moment[]
  readonly onOpen: (id: string) => void
  /** null for who may not. */
  readonly onMake: ((moment: Moment) => void) | null
  readonly isMaking: boolean
  /** Until then no other clip is taken. */
  readonly heldUntilMs: number | null
}) {
  const refused = moments.filter(({ accepted }) => !accepted).sort((a, b) => b.score - a.score || a.startMs - b.startMs)
  if (refused.length === 0)
    return <EmptyState title="Nothing was left out">Every moment that was found became a clip.</EmptyState>
  return (
    <>
      <p className="mb-3 max-w-prose text-ink-soft">
        Moments that were weighed and left out, best first, with the reason.
        {onMake && ' You may cut any of them all the same.'}
      </p>
      <ul className="divide-y divide-line border-y border-line">
        {refused.map((moment) => {
          const shown = groupEvidence(moment).slice(0, 3)
          return (
            <li
              key={moment.id}
              className="grid gap-x-6 gap-y-2 py-4 [contain-intrinsic-size:auto_9rem] [content-visibility:auto] md:grid-cols-[7rem_1fr_auto] md:items-start"
            >
              <p className="flex items-baseline justify-between gap-3 md:block">
                <ScoreChip score={moment.score} className="text-xl" />
                <span className="numbers block text-xs text-ink-faint">
                  <Timecode ms={moment.startMs} /> – <Timecode ms={moment.endMs} />
                </span>
              </p>
              <div className="min-w-0 max-w-prose">
                <h2 className="font-medium">{moment.title}</h2>
                <p className="mt-0.5 text-ink-soft">{moment.reason}</p>
                {shown.length > 0 && (
                  <ul className="mt-2 grid gap-1 text-sm">
                    {shown.map((each) => (
                      <li key={each.text}>
                        <q className="text-ink-soft">{each.text}</q>{' '}
                        <span className="text-ink-faint">{each.signals.join(', ')}</span>
                      </li>
                    ))}
                  </ul>
                )}
              </div>
              <div className="flex gap-2">
                <Button size="sm" variant="ghost" onClick={() => onOpen(moment.id)}>
                  Details
                </Button>
                {onMake && (
                  <WaitingButton size="sm" untilMs={heldUntilMs} disabled={isMaking} onClick={() => onMake(moment)}>
                    <Scissors />
                    Cut it anyway
                  </WaitingButton>
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </>
  )
}
