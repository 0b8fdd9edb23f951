'use client'

import { CircleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '../button'
import { classNames } from '../class-names'
import { useShortcuts } from '../shortcuts'
import { Spinner } from '../spinner'
import type { Player } from './create-player'
import { PlayerControls } from './player-controls'
import { playerShortcuts } from './player-shortcuts'
import { usePlayerState } from './use-player'

const toggleFullscreen = (box: HTMLElement | null, video: HTMLVideoElement | null) => {
  if (document.fullscreenElement) return void document.exitFullscreen()
  if (box?.requestFullscreen) return void box.requestFullscreen()
  // On an iPhone only the video itself can fill the screen.
  const enter: unknown = video && Reflect.get(video, 'webkitEnterFullscreen')
  if (typeof enter === 'function') enter.call(video)
}

const failureWords = {
  quick: 'The picture stopped. Getting it again.',
  patient: 'Media temporarily unavailable. It loads by itself when it is back.',
  'given-up': 'Media unavailable. It was tried for some minutes and is not tried any more by itself.',
} as const

/** The picture on its stage with controls and keys. `aspect` is width over height of the file. */
export function VideoPlayer({
  player,
  title,
  src,
  posterUrl,
  captionsUrl,
  language,
  aspect,
  durationMs,
  onFailed,
  onRetry,
  recovery = 'patient',
  overlay,
  className,
}: {
  readonly player: Player
  readonly title: string
  readonly src: string | null
  readonly posterUrl: string | null
  /** WebVTT, when no captions are in the picture itself. */
  readonly captionsUrl: string | null
  /** BCP 47 tag of the captions; null where that is not known. */
  readonly language: string | null
  readonly aspect: number
  readonly durationMs: number
  /** The file could not be played: its address may have ended. */
  readonly onFailed: () => void
  /** Somebody asked to load it again. */
  readonly onRetry: () => void
  /** It is being fetched anew by itself, at once or with patience, or no more. */
  readonly recovery?: keyof typeof failureWords
  /** In place of a picture that is not there yet. */
  readonly overlay?: ReactNode
  readonly className?: string
}) {
  const box = useRef<HTMLDivElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const hasFailed = usePlayerState(player, (state) => state.hasFailed)
  const isWaiting = usePlayerState(player, (state) => state.isWaiting)
  const isPlaying = usePlayerState(player, (state) => state.isPlaying)
  const isCaptioned = usePlayerState(player, (state) => state.isCaptioned)
  const fullscreen = () => toggleFullscreen(box.current, video.current)

  useEffect(() => {
    player.attach(video.current)
    return () => player.attach(null)
  }, [player])
  const failed = useRef(onFailed)
  useEffect(() => {
    failed.current = onFailed
  })
  useEffect(() => {
    if (hasFailed) failed.current()
  }, [hasFailed])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new track starts hidden and must be told again
  useEffect(() => {
    for (const track of video.current?.textTracks ?? []) track.mode = isCaptioned ? 'showing' : 'hidden'
  }, [isCaptioned, captionsUrl])
  useShortcuts('Player', playerShortcuts(player, { canCaption: captionsUrl !== null, onFullscreen: fullscreen }))

  return (
    <div
      ref={box}
      className={classNames('dark-room flex min-h-0 flex-col overflow-hidden bg-stage text-on-stage', className)}
    >
      <div className="relative grid min-h-0 flex-1 place-items-center overflow-hidden p-2 [container-type:size] sm:p-3">
        {/* biome-ignore lint/a11y/useMediaCaption: captions are in the picture, or in the track below */}
        <video
          ref={video}
          aria-label={title}
          src={src ?? undefined}
          poster={posterUrl ?? undefined}
          preload="metadata"
          playsInline
          onClick={player.toggle}
          className="rounded-md bg-stage-raised object-contain"
          style={{ aspectRatio: aspect, width: `min(100cqw, ${100 * aspect}cqh)` }}
        >
          {captionsUrl && (
            <track
              key={captionsUrl}
              kind="captions"
              src={captionsUrl}
              {...(language === null ? {} : { srcLang: language })}
              label="Captions"
            />
          )}
        </video>
        {overlay}
        {isWaiting && isPlaying && (
          <p className="absolute flex items-center gap-2 rounded-full bg-stage-raised px-3 py-1.5 text-sm">
            <Spinner />
            Loading
          </p>
        )}
        {hasFailed && src && (
          <div
            role="alert"
            className="absolute grid max-w-72 justify-items-center gap-3 rounded-lg bg-stage-raised p-5"
          >
            <CircleAlert className="size-5 text-bad" aria-hidden="true" />
            <p className="text-center">{failureWords[recovery]}</p>
            {recovery !== 'quick' && (
              <Button size="sm" onClick={onRetry}>
                Load it again
              </Button>
            )}
          </div>
        )}
      </div>
      <PlayerControls
        player={player}
        durationMs={durationMs}
        canCaption={captionsUrl !== null}
        isDisabled={!src}
        onFullscreen={fullscreen}
      />
    </div>
  )
}
