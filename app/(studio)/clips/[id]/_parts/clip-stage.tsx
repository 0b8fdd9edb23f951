'use client'

import { CircleAlert } from 'lucide-react'
import { useCallback, useState } from 'react'
import { formatShare } from '@/app/_ui/format'
import type { Player } from '@/app/_ui/player/create-player'
import { useSteadyAddress } from '@/app/_ui/player/steady-address'
import { VideoPlayer } from '@/app/_ui/player/video-player'
import { Progress } from '@/app/_ui/progress'
import { WaitingButton } from '@/app/_ui/waiting-button'
import { aspectRatio } from '../../_parts/aspect-ratio'
import type { ClipData, RenderData } from '../../_parts/types'

/** A picture that can't be played is fetched anew by itself: after this many tries it is said to be away, after as many as that it is left alone. */
const attempts = { quick: 3, most: 24 } as const
const longestWaitMs = 15_000

/** In place of the picture while there is none. */
const Missing = ({
  render,
  onRetry,
  retryHeldUntilMs,
}: {
  readonly render: RenderData | undefined
  readonly onRetry: ((renderId: string) => void) | null
  readonly retryHeldUntilMs: number | null
}) => (
  <div className="absolute grid w-64 max-w-full justify-items-center gap-3 p-4 text-center">
    {!render || render.state === 'queued' ? (
      <p>Waiting for its turn</p>
    ) : render.state === 'rendering' ? (
      <>
        <p>
          Rendering <span className="numbers">{formatShare(render.share)}</span>
        </p>
        <Progress share={render.share} label="Rendering this clip" className="w-full" />
      </>
    ) : (
      <>
        <CircleAlert className="size-5 text-bad" aria-hidden="true" />
        <p>{render.failure?.message ?? 'This render was cancelled.'}</p>
        {onRetry && (
          <WaitingButton size="sm" untilMs={retryHeldUntilMs} onClick={() => onRetry(render.id)}>
            Try again
          </WaitingButton>
        )}
      </>
    )}
  </div>
)

export function ClipStage({
  clip,
  render,
  player,
  onStale,
  onRetry,
  retryHeldUntilMs,
  className,
}: {
  readonly clip: ClipData
  readonly render: RenderData | undefined
  readonly player: Player
  /** Addresses end, or have ended: ask for new ones. */
  readonly onStale: () => Promise<unknown>
  readonly onRetry: ((renderId: string) => void) | null
  /** Until then no render is tried again. */
  readonly retryHeldUntilMs: number | null
  readonly className?: string
}) {
  // `attempt` counts them all, for each asks for another address; `tries` those since somebody last asked.
  const [{ attempt, tries }, setRound] = useState({ attempt: 0, tries: 0 })
  const stale = useCallback(() => void onStale(), [onStale])
  const options = { onStale: stale, attempt }
  const id = `${render?.id} ${render?.finishedAt?.getTime()}`
  const isReady = render?.state === 'ready'
  const src = useSteadyAddress(id, isReady ? render.videoUrl : null, options)
  const posterUrl = useSteadyAddress(id, isReady ? render.posterUrl : clip.posterUrl)
  const vttUrl = useSteadyAddress(id, isReady && render.captions === 'none' ? render.vttUrl : null)
  const recover = useCallback(
    async (count: number) => {
      setRound((before) => ({ attempt: before.attempt + 1, tries: count }))
      // The first time at once: an address has probably ended. Then with more and more patience.
      if (count > 1) await new Promise((resolve) => setTimeout(resolve, Math.min(longestWaitMs, 1000 * count)))
      await onStale()
      // The new address may be the old one, when that was not what was wrong.
      player.reload()
    },
    [onStale, player],
  )
  return (
    <VideoPlayer
      player={player}
      title={clip.title}
      src={src}
      posterUrl={posterUrl}
      captionsUrl={vttUrl}
      aspect={aspectRatio(render?.aspect ?? clip.aspect)}
      durationMs={render?.durationMs ?? clip.durationMs}
      language={clip.project.language}
      recovery={tries < attempts.quick ? 'quick' : tries < attempts.most ? 'patient' : 'given-up'}
      onFailed={() => tries < attempts.most && void recover(tries + 1)}
      onRetry={() => void recover(1)}
      overlay={isReady ? null : <Missing render={render} onRetry={onRetry} retryHeldUntilMs={retryHeldUntilMs} />}
      {...(className ? { className } : {})}
    />
  )
}
