'use client'

import { Scissors } from 'lucide-react'
import { classNames } from '@/app/_ui/class-names'
import { formatCount, formatPlural, formatSpan } from '@/app/_ui/format'
import { LinkButton } from '@/app/_ui/link-button'
import { Notice } from '@/app/_ui/notice'
import { WaitingButton } from '@/app/_ui/waiting-button'

export type Cost = {
  /** null while no length is known. */
  readonly credits: number | null
  readonly clipCount: number | null
  readonly balance: number | null
  readonly timeMs: readonly [number, number] | null
  /** Some of the videos have no known length yet, so the numbers above are a lower bound. */
  readonly isPartial: boolean
}

const buttonWords = ({ credits, clipCount, isPartial }: Cost): string => {
  if (credits === null || clipCount === null) return 'Cut clips'
  return `Cut ${isPartial ? 'at least ' : ''}${formatPlural(clipCount, 'clip')} · ${formatPlural(credits, 'credit')}`
}

/** What starting costs and brings, the refusal with its numbers, the rights notice, and the one button. */
export function StartBar({
  cost,
  isSending,
  isBusy,
  isReady,
  heldUntilMs,
  onStart,
}: {
  readonly cost: Cost
  /** This page still sends a video. */
  readonly isSending: boolean
  readonly isBusy: boolean
  /** Something was chosen that can be started with. */
  readonly isReady: boolean
  /** Asked too often: not before then. */
  readonly heldUntilMs: number | null
  readonly onStart: () => void
}) {
  const { credits, balance } = cost
  const isShort = credits !== null && balance !== null && credits > balance
  return (
    <>
      {isShort && (
        <Notice
          tone="warn"
          title={`This needs ${formatPlural(credits, 'credit')}; ${formatCount(balance)} are left`}
          actions={
            <LinkButton href="/settings/credits" size="sm">
              See credits
            </LinkButton>
          }
        >
          {formatCount(credits - balance)} are missing. Leave a video out, bring a shorter one, or wait for the renewal.
          The upload is kept.
        </Notice>
      )}
      <p className="text-sm text-ink-faint">
        Start only with what you own or may use: you answer for the rights. 1 credit is 1 started minute of video.
      </p>
      <section
        aria-label="Cost and start"
        data-action-bar
        className="sticky bottom-[calc(3.5rem+env(safe-area-inset-bottom))] z-20 -mx-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t border-line bg-canvas px-4 py-3 sm:-mx-6 sm:px-6 lg:bottom-0 lg:mx-0 lg:px-0 lg:py-4"
      >
        <p className={classNames('text-sm', isShort ? 'text-warn' : 'text-ink-soft')}>
          {isShort
            ? `Not enough credits: ${formatCount(balance)} are left.`
            : cost.timeMs
              ? `Takes ${formatSpan(...cost.timeMs)}. ${isSending ? 'Keep this tab open until the video is here.' : 'You can close this page.'}`
              : 'The cost is shown once the length is known.'}
        </p>
        <WaitingButton
          variant="primary"
          size="lg"
          untilMs={heldUntilMs}
          isBusy={isBusy}
          busyLabel="Starting"
          disabled={!isReady || isShort}
          onClick={onStart}
          className="w-full sm:w-auto"
        >
          <Scissors aria-hidden="true" />
          {buttonWords(cost)}
        </WaitingButton>
      </section>
    </>
  )
}
