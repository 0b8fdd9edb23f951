import { toast as sonner } from 'sonner'

/** How long Undo is offered. Pointing at it, or another tab in front, holds that clock. */
const undoWindowMs = 10_000
/** Held or not, it is over then: servers take an undo for 25 seconds, and a deed that waits for the end is not put off for ever. */
const longestUndoMs = 20_000

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
    }: { readonly description?: string; readonly onUndo: () => void; readonly onCommit?: () => void },
  ) => {
    let isSettled = false
    const settle = (act?: () => void) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      window.removeEventListener('pagehide', end)
      act?.()
    }
    const end = () => {
      settle(onCommit)
      sonner.dismiss(id)
    }
    const id = sonner(message, {
      ...(description ? { description } : {}),
      duration: undoWindowMs,
      action: { label: 'Undo', onClick: () => settle(onUndo) },
      onAutoClose: () => settle(onCommit),
      onDismiss: () => settle(onCommit),
    })
    const timer = setTimeout(end, longestUndoMs)
    window.addEventListener('pagehide', end)
  },
}
