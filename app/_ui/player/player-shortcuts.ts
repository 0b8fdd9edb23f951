import type { Shortcut } from '../shortcuts'
import type { Player } from './create-player'

/** The keys of a cutting room, for useShortcuts. */
export const playerShortcuts = (
  player: Player,
  { canCaption, onFullscreen }: { readonly canCaption: boolean; readonly onFullscreen: () => void },
): readonly Shortcut[] => [
  { keys: 'Space', label: 'Play or pause', run: player.toggle },
  { keys: 'J', label: 'Play backwards; again, faster', run: () => player.shuttle(-1) },
  { keys: 'K', label: 'Stop', run: player.pause },
  { keys: 'L', label: 'Play; again, faster', run: () => player.shuttle(1) },
  { keys: 'ArrowLeft', label: 'Back one frame', run: () => player.step(-1) },
  { keys: 'ArrowRight', label: 'On one frame', run: () => player.step(1) },
  { keys: 'Shift+ArrowLeft', label: 'Back one second', run: () => player.nudge(-1000) },
  { keys: 'Shift+ArrowRight', label: 'On one second', run: () => player.nudge(1000) },
  { keys: 'Home', label: 'To the start', run: () => player.seek(0) },
  { keys: 'End', label: 'To the end', run: () => player.seek(player.getState().durationMs) },
  { keys: 'M', label: 'Sound on or off', run: player.toggleMute },
  ...(canCaption ? [{ keys: 'C', label: 'Captions on or off', run: player.toggleCaptions }] : []),
  { keys: 'F', label: 'Full screen', run: onFullscreen },
]
