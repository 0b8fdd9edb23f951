import { toast as sonner } from 'sonner'

/** How long Undo is offered. Pointing at it, or another tab in front, holds that clock. */
const undoWindowMs = 10_000
/** Held or not, it is over then: servers take an undo for 25 seconds, and a deed that waits for the end is not put off for ever. */
const longestUndoMs = 20_000

/** Of every deed that waits for its Undo: does it now. */
const waiting = new Set<() => Promise<unknown>>()

export const toast = {
  /** Something the person did is done: "Project renamed". */
  done: (message: string, description?: string) => void sonner.success(message, description ? { description } : {}),
  /** What happened, and what to do: stays until closed or ten seconds. */
  failed: (message: string, description?: string) =>
    void sonner.error(message, { duration: 10_000, ...(description ? { description } : {}) }),
  note: (message: string, description?: string) => void sonner.info(message, description ? { description } : {}),
  /**
   * For destructive actions: shown for ten seconds with an Undo button. Exactly one of `onUndo` and `onCommit` is
   * called; the row disappears at once, the deed is done when the time is up, the toast is closed, or the page is left
   * (calls that are made then need `outlivesPage`).
   */
  undo: (
    message: string,
    {
      description,
      onUndo,
      onCommit,
    }: {
      readonly description?: string
      readonly onUndo: () => void
      /** May return a promise that never fails and ends with the deed. */
      readonly onCommit?: () => unknown
    },
  ) => {
    let isSettled = false
    const settle = (act?: () => unknown): unknown => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      window.removeEventListener('pagehide', leave)
      waiting.delete(end)
      return act?.()
    }
    const end = async () => {
      const done = settle(onCommit)
      sonner.dismiss(id)
      await done
    }
    const leave = () => void end()
    const id = sonner(message, {
      ...(description ? { description } : {}),
      duration: undoWindowMs,
      action: { label: 'Undo', onClick: () => void settle(onUndo) },
      onAutoClose: () => void settle(onCommit),
      onDismiss: () => void settle(onCommit),
    })
    const timer = setTimeout(leave, longestUndoMs)
    window.addEventListener('pagehide', leave)
    waiting.add(end)
  },
}

/** Does at once what still waits for the end of its Undo; resolves when all of it is done. For whoever goes where it could not be done. */
export const settleUndos = async (): Promise<void> => {
  await Promise.all([...waiting].map((end) => end()))
}
