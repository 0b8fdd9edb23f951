'use client'

import { type KeyboardEvent, type PointerEvent, useState } from 'react'

/** From word `anchor` to word `head`, both included, in either order. `isOpen`: the next tap ends it. */
type Selection = { readonly anchor: number; readonly head: number; readonly isOpen: boolean }

const wordUnder = (x: number, y: number): number | null => {
  const found = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-word]')?.dataset.word
  return found === undefined ? null : Number(found)
}

/**
 * Selecting words of a list that is never whole in the document, so that the browser's own selection can't be used.
 * Mouse: press and draw; with Shift, as far as here. Touch: the first word, then the last. Keys: arrows walk, Shift selects.
 */
export const useWordSelection = ({
  count,
  moveByParagraph,
  onCaret,
  onPress,
  onConfirm,
}: {
  readonly count: number
  /** The word as far into the next (1) or last (-1) paragraph. */
  readonly moveByParagraph: (word: number, direction: 1 | -1) => number
  /** The caret moved by keys: bring it into sight and say it. */
  readonly onCaret: (word: number) => void
  /** A word was pressed without drawing. */
  readonly onPress: (word: number) => void
  readonly onConfirm: () => void
}) => {
  const [caret, setCaret] = useState(0)
  const [selection, setSelection] = useState<Selection | null>(null)

  const destination = (key: string): number | null => {
    switch (key) {
      case 'ArrowLeft':
        return caret - 1
      case 'ArrowRight':
        return caret + 1
      case 'ArrowUp':
        return moveByParagraph(caret, -1)
      case 'ArrowDown':
        return moveByParagraph(caret, 1)
      case 'Home':
        return 0
      case 'End':
        return count - 1
      default:
        return null
    }
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && selection) {
      event.preventDefault()
      setSelection(null)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (selection) onConfirm()
      else onPress(caret)
    } else {
      const aim = destination(event.key)
      if (aim === null) return
      event.preventDefault()
      const to = Math.min(count - 1, Math.max(0, aim))
      setCaret(to)
      setSelection(event.shiftKey ? { anchor: selection?.anchor ?? caret, head: to, isOpen: false } : null)
      onCaret(to)
    }
  }

  const onPointerDown = (event: PointerEvent) => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return
    const word = wordUnder(event.clientX, event.clientY)
    if (word === null) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setSelection({ anchor: event.shiftKey ? (selection?.anchor ?? caret) : word, head: word, isOpen: false })
    setCaret(word)
  }

  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const word = wordUnder(event.clientX, event.clientY)
    if (word === null || !selection || word === selection.head) return
    setSelection({ ...selection, head: word })
    setCaret(word)
  }

  const onPointerUp = (event: PointerEvent) => {
    if (event.pointerType === 'mouse') {
      if (selection && selection.anchor === selection.head) {
        setSelection(null)
        onPress(selection.head)
      }
      return
    }
    const word = wordUnder(event.clientX, event.clientY)
    if (word === null) return
    setCaret(word)
    setSelection(
      selection?.isOpen
        ? { anchor: selection.anchor, head: word, isOpen: false }
        : { anchor: word, head: word, isOpen: true },
    )
  }

  const range = selection && {
    from: Math.min(selection.anchor, selection.head),
    to: Math.max(selection.anchor, selection.head),
    isOpen: selection.isOpen,
  }
  return {
    caret,
    range,
    clear: () => setSelection(null),
    select: (from: number, to: number) => {
      setSelection({ anchor: from, head: to, isOpen: false })
      setCaret(from)
    },
    handlers: { onKeyDown, onPointerDown, onPointerMove, onPointerUp },
  }
}
