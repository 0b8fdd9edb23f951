'use client'

import { ArrowLeft, ChartNoAxesColumn, CircleAlert } from 'lucide-react'
import Link from 'next/link'
import { memo, useRef, useState } from 'react'
import { Badge } from '@/app/_ui/badge'
import { Checkbox } from '@/app/_ui/checkbox'
import { classNames } from '@/app/_ui/class-names'
import { formatShare } from '@/app/_ui/format'
import { IconButton } from '@/app/_ui/icon-button'
import { HoverVideo } from '@/app/_ui/player/hover-video'
import { useSteadyAddress } from '@/app/_ui/player/steady-address'
import { Progress } from '@/app/_ui/progress'
import { Timecode } from '@/app/_ui/timecode'
import { aspectRatio } from '../../../clips/_parts/aspect-ratio'
import { ReportSeals } from '../../../clips/_parts/report-seals'
import { ScoreChip } from '../../../clips/_parts/score-chip'
import { SubScoreBars } from '../../../clips/_parts/sub-score-bars'
import type { ClipCardData } from '../../../clips/_parts/types'

/** In place of a picture: what is being done about it. */
const Unfinished = ({ clip, stillUrl }: { readonly clip: ClipCardData; readonly stillUrl: string | null }) => (
  <div className="dark-room absolute inset-0 grid content-center gap-3 overflow-hidden p-4 text-center text-sm text-on-stage">
    {stillUrl && (
      // biome-ignore lint/performance/noImgElement: a blur of a picture that is small already
      <img
        src={stillUrl}
        alt=""
        className="absolute inset-0 size-full scale-125 object-cover opacity-30 blur-lg saturate-50"
      />
    )}
    {clip.state === 'failed' ? (
      <>
        <CircleAlert className="relative mx-auto size-5 text-bad" aria-hidden="true" />
        <p className="relative">This clip was not rendered. Open it to see why and to try again.</p>
      </>
    ) : clip.state === 'rendering' ? (
      <>
        <p className="relative">
          Rendering <span className="numbers">{formatShare(clip.share)}</span>
        </p>
        <Progress share={clip.share} label={`Rendering ${clip.title}`} className="relative" />
      </>
    ) : (
      <p className="relative">{clip.state === 'cancelled' ? 'Cancelled' : 'Waiting for its turn'}</p>
    )}
  </div>
)

/** A clip as it will be seen: it plays while it is pointed at, and has its numbers on the back. */
export const ClipCard = memo(function ClipCard({
  clip,
  isSelected,
  isSelecting,
  place,
  stillUrl,
  onSelect,
  onTime,
}: {
  readonly clip: ClipCardData
  readonly isSelected: boolean
  /** Some clip is selected: the boxes of all are shown. */
  readonly isSelecting: boolean
  /** In the grid, from 0: the first cards are in sight when the page opens. */
  readonly place: number
  /** Of the source, behind what is not rendered yet. */
  readonly stillUrl: string | null
  readonly onSelect: (id: string, isSelected: boolean) => void
  /** Where in the source it plays; null when it stops. */
  readonly onTime: (sourceMs: number | null) => void
}) {
  const [isActive, setIsActive] = useState(false)
  const [isFlipped, setIsFlipped] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const posterUrl = useSteadyAddress(`${clip.id} poster ${clip.state}`, clip.posterUrl)
  const videoUrl = useSteadyAddress(`${clip.id} video ${clip.state}`, clip.videoUrl)
  const isReady = clip.state === 'ready'
  // What was cut by hand was not weighed against anything.
  const hasScore = clip.subScores.length > 0
  const ratio = aspectRatio(clip.aspect)

  const turn = () => {
    setIsFlipped(!isFlipped)
    // The button that was pressed lies on the side that is now away; its counterpart takes over.
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>('[data-turn]')?.focus())
  }

  return (
    <li
      className={classNames('group/card relative isolate flex flex-col gap-2', ratio > 1.2 && 'sm:col-span-2')}
      onPointerEnter={(event) => event.pointerType === 'mouse' && setIsActive(true)}
      onPointerLeave={() => setIsActive(false)}
      onFocus={() => setIsActive(true)}
      onBlur={() => setIsActive(false)}
    >
      <div
        ref={frame}
        className={classNames(
          'relative overflow-hidden rounded-xl border bg-stage transition-colors',
          isSelected ? 'border-accent ring-1 ring-accent' : 'border-line group-hover/card:border-line-strong',
        )}
        style={{ aspectRatio: ratio }}
      >
        {isFlipped ? (
          <div className="absolute inset-0 flex animate-fade-in flex-col gap-3 overflow-y-auto bg-raised p-3 sm:p-4">
            <div className="flex items-start justify-between">
              <div>
                <ScoreChip score={clip.score} className="text-2xl" />
                <p className="text-xs text-ink-faint">of 100 points</p>
              </div>
              <IconButton
                data-turn
                label="Back to the picture"
                size="sm"
                icon={<ArrowLeft />}
                onClick={turn}
                className="z-10"
              />
            </div>
            <SubScoreBars subScores={clip.subScores} />
            <p className="mt-auto text-xs break-words text-ink-faint">{clip.hashtags.join(' ')}</p>
          </div>
        ) : (
          <>
            <HoverVideo
              posterUrl={posterUrl}
              videoUrl={isReady ? videoUrl : null}
              isActive={isActive && isReady}
              loading={place === 0 ? 'first' : place < 4 ? 'eager' : 'lazy'}
              onTime={(ms) => onTime(ms === null ? null : clip.startMs + ms)}
            />
            {!isReady && <Unfinished clip={clip} stillUrl={stillUrl} />}
            <div className="dark-room pointer-events-none absolute inset-x-0 top-0 flex items-start justify-end p-2">
              {hasScore && (
                <span className="rounded-md bg-stage/85 px-1.5 py-0.5 text-on-stage">
                  <ScoreChip score={clip.score} className="text-lg leading-6" />
                </span>
              )}
            </div>
            <div className="dark-room absolute inset-x-0 bottom-0 flex items-end justify-between p-2">
              <Timecode
                ms={clip.durationMs}
                className="pointer-events-none rounded-md bg-stage/85 px-1.5 py-0.5 text-xs text-on-stage"
              />
              {hasScore && (
                <IconButton
                  data-turn
                  label="Show the score's parts"
                  size="sm"
                  icon={<ChartNoAxesColumn />}
                  onClick={turn}
                  className="z-10 bg-stage/85 text-on-stage hover:bg-stage-raised"
                />
              )}
            </div>
          </>
        )}
        <div
          className={classNames(
            'absolute top-2 left-2 z-10 rounded-md bg-raised p-1.5 pr-1 transition-opacity focus-within:opacity-100 group-hover/card:opacity-100 touch:opacity-100 [&>div]:gap-0',
            isSelecting || isSelected ? 'opacity-100' : 'opacity-0',
            isFlipped && 'hidden',
          )}
        >
          <Checkbox
            label={`Select ${clip.title}`}
            isLabelHidden
            isChecked={isSelected}
            onChange={(next) => onSelect(clip.id, next)}
          />
        </div>
      </div>
      <div className="min-w-0">
        <h3 className="line-clamp-2 font-medium">
          <Link
            // Sixty cards in sight would be sixty requests; a pointer over one still fetches ahead.
            prefetch={false}
            href={`/clips/${clip.id}`}
            className="after:absolute after:inset-0 after:rounded-xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-2 focus-visible:after:outline-focus"
          >
            {clip.title}
          </Link>
        </h3>
        <p className="numbers mt-0.5 text-xs text-ink-faint">
          <Timecode ms={clip.startMs} /> – <Timecode ms={clip.endMs} />
          {clip.aspect !== '9:16' && <> · {clip.aspect}</>}
        </p>
        <div className="mt-1.5 flex flex-wrap gap-1">
          {clip.origin === 'manual' && <Badge>Yours</Badge>}
          {clip.state === 'failed' ? (
            <Badge tone="bad" icon={<CircleAlert />}>
              Not rendered
            </Badge>
          ) : (
            <ReportSeals boundaryOk={clip.boundaryOk} framingOk={clip.framingOk} />
          )}
        </div>
      </div>
    </li>
  )
})
