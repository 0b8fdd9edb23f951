import { describe, expect, test } from 'vitest'
import { isOneSign, matchesChord } from './shortcuts'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

describe('which key press is which shortcut', () => {
  test('a letter alone, in either case of the keyboard', () => {
    expect(matchesChord(press('k'), 'K')).toBe(true)
    expect(matchesChord(press('k', { ctrlKey: true }), 'K')).toBe(false)
  })

  test('Ctrl is also the command key, and undo is not redo', () => {
    expect(matchesChord(press('z', { metaKey: true }), 'Ctrl+Z')).toBe(true)
    expect(matchesChord(press('z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Z')).toBe(false)
    expect(matchesChord(press('Z', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+Z')).toBe(true)
  })

  test('an arrow with Shift is another than without', () => {
    expect(matchesChord(press('ArrowLeft', { shiftKey: true }), 'ArrowLeft')).toBe(false)
    expect(matchesChord(press('ArrowLeft', { shiftKey: true }), 'Shift+ArrowLeft')).toBe(true)
  })

  test('a sign counts however the keyboard makes it', () => {
    expect(matchesChord(press('?', { shiftKey: true }), '?')).toBe(true)
    expect(matchesChord(press('/'), '/')).toBe(true)
  })

  test('Space is the space bar; Alt is left to the browser', () => {
    expect(matchesChord(press(' '), 'Space')).toBe(true)
    expect(matchesChord(press(' ', { altKey: true }), 'Space')).toBe(false)
  })
})

test('what the switch for keys of one sign turns off: letters and signs, with Shift too, and nothing else', () => {
  expect(['K', '?', '/', 'Shift+M'].filter(isOneSign)).toHaveLength(4)
  expect(['Space', 'Ctrl+K', 'ArrowLeft', 'Shift+ArrowLeft', 'Ctrl+Shift+Z', 'Home'].filter(isOneSign)).toEqual([])
})
