'use client'

import { type KeyboardEvent, useEffect, useRef } from 'react'
import { classNames } from '@/app/_ui/class-names'
import type { Player } from '@/app/_ui/player/create-player'
import { usePlayerState } from '@/app/_ui/player/use-player'
import { wordAt } from '@/app/(studio)/projects/[id]/_parts/transcript-text'
import { needsSpace } from '@/server/media/transcript/join-words'
import type { ClipData } from '../../_parts/types'

/** Below this an engine was guessing. */
const sureFrom = 0.5

/** A word stays lit for a moment, so that speech does not flicker. */
const lingerMs = 400

/** What is said in the clip: the spoken word is lit, a press goes there, up and down walk from word to word. */
export function ClipWords({ words, player }: { readonly words: ClipData['words']; readonly player: Player }) {
  const last = usePlayerState(player, (state) => wordAt(words, state.currentMs))
  const isHeard = usePlayerState(player, (state) => {
    const word = words[wordAt(words, state.currentMs)]
    return word !== undefined && state.currentMs < word.endMs + lingerMs
  })
  const box = useRef<HTMLDivElement>(null)
  // Whoever scrolls to read elsewhere is left there until they come back, or go to another place in the clip.
  const isByHand = useRef(false)
  const isAway = useRef(false)

  const placeOfLast = () => {
    const scroller = box.current
    const word = scroller?.querySelector<HTMLElement>(`[data-word="${last}"]`)
    if (!scroller || !word) return null
    const top = word.offsetTop - scroller.offsetTop
    const isInSight = top > scroller.scrollTop && top < scroller.scrollTop + scroller.clientHeight - 60
    return { scroller, top, isInSight }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another word moves the text
  useEffect(() => {
    const place = placeOfLast()
    if (place === null) return
    if (place.isInSight) isAway.current = false
    else if (!isAway.current || !player.getState().isPlaying) {
      isAway.current = false
      isByHand.current = false
      const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
      place.scroller.scrollTo({
        top: place.top - place.scroller.clientHeight / 3,
        behavior: isStill ? 'instant' : 'smooth',
      })
    }
  }, [last])

  const onHand = () => {
    isByHand.current = true
  }
  const onScroll = () => {
    if (isByHand.current) isAway.current = placeOfLast()?.isInSight === false
  }

  const walk = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    const here = event.target instanceof HTMLElement ? event.target.dataset.word : undefined
    if (by === undefined || here === undefined) return
    event.preventDefault()
    box.current?.querySelector<HTMLElement>(`[data-word="${Number(here) + by}"]`)?.focus()
  }

  if (words.length === 0) return <p className="p-4 text-ink-faint">Nothing is said in this clip.</p>
  return (
    // biome-ignore lint/a11y/useSemanticElements: a text whose words are buttons; a fieldset is for forms
    <div
      ref={box}
      role="group"
      aria-label="Words. Up and down walk, Enter goes there."
      onKeyDown={(event) => {
        onHand()
        walk(event)
      }}
      onWheel={onHand}
      onTouchMove={onHand}
      onPointerDown={onHand}
      onScroll={onScroll}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-4 text-lg leading-8"
    >
      {words.map((word, index) => {
        const isTurn = word.speaker !== undefined && index > 0 && word.speaker !== words[index - 1]?.speaker
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place in the text
          <span key={index}>
            {isTurn && <span className="block h-2" aria-hidden="true" />}
            <button
              type="button"
              data-word={index}
              tabIndex={index === Math.max(0, last) ? 0 : -1}
              onClick={() => player.seek(word.startMs)}
              title={word.confidence < sureFrom ? 'The speech engine was not sure of this word' : undefined}
              className={classNames(
                '-mx-0.5 rounded-sm px-0.5 transition-colors',
                index === last && isHeard
                  ? 'bg-accent text-on-accent'
                  : classNames('hover:bg-hover hover:text-ink', index <= last ? 'text-ink' : 'text-ink-soft'),
                word.confidence < sureFrom && 'underline decoration-dotted decoration-1 underline-offset-4',
              )}
            >
              {word.text}
            </button>
            {needsSpace(word.text, words[index + 1]?.text ?? '') && ' '}
          </span>
        )
      })}
    </div>
  )
}
