import { toast as sonner } from 'sonner'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settleUndos, toast } from './toast'

/** What the page hears of; the toasts themselves need none. */
let page: EventTarget
let deeds: string[]

beforeEach(() => {
  vi.useFakeTimers()
  page = new EventTarget()
  deeds = []
  vi.stubGlobal('window', page)
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const show = () =>
  toast.undo('Video left out', { onUndo: () => deeds.push('undo'), onCommit: () => deeds.push('commit') })
/** The toast that was shown last, as the toaster has it. */
const shown = () => {
  const [last] = sonner.getHistory().slice(-1)
  if (last === undefined || !('action' in last)) throw new Error('No toast was shown.')
  return last
}
const press = () => {
  const { action } = shown()
  if (typeof action !== 'object' || action === null || !('onClick' in action)) throw new Error('It has no button.')
  action.onClick({} as Parameters<typeof action.onClick>[0])
}

test('a deed that can be undone is done at the latest after twenty seconds, however long its toast is held open', () => {
  show()
  vi.advanceTimersByTime(19_999)
  expect(deeds).toEqual([])
  vi.advanceTimersByTime(1)
  expect(deeds).toEqual(['commit'])
})

test('a deed that waits is done when its page is left, once', () => {
  show()
  page.dispatchEvent(new Event('pagehide'))
  page.dispatchEvent(new Event('pagehide'))
  vi.advanceTimersByTime(60_000)
  expect(deeds).toEqual(['commit'])
})

test('what was undone is not done afterwards', () => {
  show()
  press()
  page.dispatchEvent(new Event('pagehide'))
  vi.advanceTimersByTime(60_000)
  expect(deeds).toEqual(['undo'])
})

test('what waits for its Undo can be done at once, and is awaited until it is done', async () => {
  let finish: (() => void) | undefined
  const deed = new Promise<void>((resolve) => {
    finish = resolve
  })
  toast.undo('Leaving Team', { onUndo: () => deeds.push('undo'), onCommit: () => deed })
  show()
  const settled = settleUndos().then(() => deeds.push('settled'))
  await vi.advanceTimersByTimeAsync(1)
  expect(deeds).toEqual(['commit'])
  finish?.()
  await settled
  expect(deeds).toEqual(['commit', 'settled'])
  page.dispatchEvent(new Event('pagehide'))
  vi.advanceTimersByTime(60_000)
  await settleUndos()
  expect(deeds).toEqual(['commit', 'settled'])
})
