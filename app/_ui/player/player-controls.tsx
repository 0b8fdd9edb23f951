'use client'

import { Captions, CaptionsOff, Maximize, Pause, Play, Volume2, VolumeX } from 'lucide-react'
import { formatTimecode } from '../format'
import { IconButton } from '../icon-button'
import { Menu } from '../menu'
import { Slider } from '../slider'
import type { Player } from './create-player'
import { ScrubBar } from './scrub-bar'
import { usePlayerState } from './use-player'

const rates = [0.5, 0.75, 1, 1.25, 1.5, 2]

/** Minutes, seconds and tenths, now and in all. */
function Clock({ player, durationMs }: { readonly player: Player; readonly durationMs: number }) {
  const tenths = usePlayerState(player, (state) => Math.floor(state.currentMs / 100))
  return (
    <span className="numbers px-1 text-sm whitespace-nowrap">
      <span className="text-on-stage">{formatTimecode(tenths * 100, true)}</span>
      <span className="text-on-stage-soft"> / {formatTimecode(durationMs, true)}</span>
    </span>
  )
}

export function PlayerControls({
  player,
  durationMs,
  canCaption,
  isDisabled,
  onFullscreen,
}: {
  readonly player: Player
  readonly durationMs: number
  readonly canCaption: boolean
  readonly isDisabled: boolean
  readonly onFullscreen: () => void
}) {
  const isPlaying = usePlayerState(player, (state) => state.isPlaying)
  const isMuted = usePlayerState(player, (state) => state.isMuted || state.volume === 0)
  const volume = usePlayerState(player, (state) => state.volume)
  const rate = usePlayerState(player, (state) => state.rate)
  const isCaptioned = usePlayerState(player, (state) => state.isCaptioned)
  return (
    <div className="border-t border-stage-line px-3 pt-1.5 pb-2 [container-type:inline-size]">
      <ScrubBar player={player} durationMs={durationMs} />
      <div className="flex items-center gap-0.5">
        <IconButton
          label={isPlaying ? 'Pause' : 'Play'}
          keys="Space"
          icon={isPlaying ? <Pause /> : <Play />}
          onClick={player.toggle}
          disabled={isDisabled}
        />
        <Clock player={player} durationMs={durationMs} />
        <span className="flex-1" />
        <Menu
          side="top"
          items={rates.map((each) => ({
            label: each === 1 ? '1x, as it is' : `${each}x`,
            onSelect: () => player.setRate(each),
          }))}
        >
          <button
            type="button"
            aria-label={`Speed, now ${Math.abs(rate)} times`}
            className="numbers h-9 min-w-10 rounded-lg px-1.5 text-sm text-on-stage-soft transition-colors hover:bg-hover hover:text-on-stage touch:min-h-10"
          >
            {rate < 0 ? '−' : ''}
            {Math.abs(rate)}x
          </button>
        </Menu>
        <span className="flex items-center">
          <IconButton
            label={isMuted ? 'Sound on' : 'Mute'}
            keys="M"
            icon={isMuted ? <VolumeX /> : <Volume2 />}
            onClick={player.toggleMute}
          />
          <span className="hidden w-16 px-2 @sm:block">
            <Slider
              value={[isMuted ? 0 : Math.round(volume * 100)]}
              onChange={([percent = 0]) => player.setVolume(percent / 100)}
              min={0}
              max={100}
              labels={['Volume']}
              format={(percent) => `${percent} %`}
            />
          </span>
        </span>
        {canCaption && (
          <IconButton
            label={isCaptioned ? 'Hide captions' : 'Show captions'}
            keys="C"
            icon={isCaptioned ? <Captions /> : <CaptionsOff />}
            onClick={player.toggleCaptions}
          />
        )}
        <IconButton label="Full screen" keys="F" icon={<Maximize />} onClick={onFullscreen} disabled={isDisabled} />
      </div>
    </div>
  )
}
