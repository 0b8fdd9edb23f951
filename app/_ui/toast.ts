import { toast as sonner } from 'sonner'

const undoWindowMs = 10_000

export const toast = {
  /** Something the person did is done: "Project renamed". */
  done: (message: string, description?: string) => void sonner.success(message, description ? { description } : {}),
  /** What happened, and what to do: stays until closed or ten seconds. */
  failed: (message: string, description?: string) =>
    void sonner.error(message, { duration: 10_000, ...(description ? { description } : {}) }),
  note: (message: string, description?: string) => void sonner.info(message, description ? { description } : {}),
  /**
   * For destructive actions: shown for ten seconds with an Undo button. Exactly one of `onUndo` and `onCommit` is
   * called; the row disappears at once, the deed is done when the time is up or the toast is closed.
   */
  undo: (message: string, { onUndo, onCommit }: { readonly onUndo: () => void; readonly onCommit?: () => void }) => {
    let isSettled = false
    const settle = (act?: () => void) => {
      if (isSettled) return
      isSettled = true
      act?.()
    }
    sonner(message, {
      duration: undoWindowMs,
      action: { label: 'Undo', onClick: () => settle(onUndo) },
      onAutoClose: () => settle(onCommit),
      onDismiss: () => settle(onCommit),
    })
  },
}
