'use client'

import { useSyncExternalStore } from 'react'
import { toast } from './toast'

const nothing: ReadonlySet<string> = new Set()
let hidden = nothing
const listeners = new Set<() => void>()

const change = (next: ReadonlySet<string>): void => {
  hidden = next
  for (const listener of listeners) listener()
}
const show = (keys: readonly string[]): void => change(new Set([...hidden].filter((key) => !keys.includes(key))))

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Keys of what was removed and may still come back: lists leave it out. */
export const useRemoved = (): ReadonlySet<string> =>
  useSyncExternalStore(
    subscribe,
    () => hidden,
    () => nothing,
  )

/**
 * Takes things out of sight at once, with Undo, and for good when that is over. `commit` resolves when the lists have been told: until then
 * the keys stay out of them. It tells of its own failure; what could not be removed is seen again.
 */
export const removeWithUndo = ({
  keys,
  message,
  description,
  commit,
  onUndo,
}: {
  readonly keys: readonly string[]
  readonly message: string
  readonly description?: string
  readonly commit: () => Promise<unknown>
  readonly onUndo?: () => void
}): void => {
  change(new Set([...hidden, ...keys]))
  toast.undo(message, {
    ...(description ? { description } : {}),
    onUndo: () => {
      show(keys)
      onUndo?.()
    },
    onCommit: () => {
      const back = () => show(keys)
      return commit().then(back, back)
    },
  })
}
