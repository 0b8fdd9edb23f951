'use client'

import { useState, useSyncExternalStore } from 'react'
import { createPlayer, initialPlayerState, type Player, type PlayerState } from './create-player'

/** One player for the life of this component. */
export const usePlayer = (): Player => useState(createPlayer)[0]

/** Draws again only when what `select` answers changes: answer a number, a word, a yes. */
export const usePlayerState = <Value extends string | number | boolean | null>(
  player: Player,
  select: (state: PlayerState) => Value,
): Value =>
  useSyncExternalStore(
    player.subscribe,
    () => select(player.getState()),
    () => select(initialPlayerState),
  )
