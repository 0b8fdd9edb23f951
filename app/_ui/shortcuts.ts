'use client'

import { useEffect, useRef, useSyncExternalStore } from 'react'

export type Shortcut = {
  /** "K", "Space", "Shift+ArrowLeft", "Ctrl+Z" (Ctrl is the command key on a Mac), "?". */
  readonly keys: string
  readonly label: string
  readonly run: () => void
}
export type ShortcutGroup = { readonly heading: string; readonly shortcuts: readonly Shortcut[] }

const groups = new Map<symbol, ShortcutGroup>()
const listeners = new Set<() => void>()
let shown: readonly ShortcutGroup[] = []
const none: readonly ShortcutGroup[] = []

const publish = () => {
  shown = [...groups.values()]
  for (const listener of listeners) listener()
}

/** What takes letters: a field, and a list or menu, in which they lead to the row that begins with them. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type=checkbox], [type=radio], [type=range]), textarea, select') ||
    target.closest('[role=combobox], [role=listbox], [role=menu]') !== null)

/** The page behind an open dialog is out of reach, for keys too. */
const isUnderDialog = (): boolean =>
  document.querySelector('[role=dialog][data-state=open], [role=alertdialog][data-state=open]') !== null

/** A focused button, link or menu keeps its own keys: Space presses it, arrows move in it. */
const ownsKey = (target: EventTarget | null, key: string): boolean =>
  target instanceof HTMLElement &&
  (([' ', 'Enter'].includes(key) && target.matches('button, a, summary, [role=menuitem], [role=option]')) ||
    (key.startsWith('Arrow') &&
      target.matches('[role=slider], [role=radio], [role=tab], [role=menuitem], [role=option]')))

/** Whether a key press is this chord. Shift counts only when the chord names it or the key has no printed form. */
export const matchesChord = (
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  keys: string,
): boolean => {
  const parts = keys.split('+')
  const key = (parts.at(-1) ?? '').replace('Space', ' ').toLowerCase()
  if (event.key.toLowerCase() !== key || event.altKey) return false
  if (parts.includes('Ctrl') !== (event.ctrlKey || event.metaKey)) return false
  const isSign = key.length === 1 && !/[a-z0-9 ]/.test(key)
  return isSign || parts.includes('Shift') === event.shiftKey
}

/** One sign and nothing else: "K", "?", "Shift+M". Who speaks to the machine, or leans on keys, sets them off unasked (WCAG 2.1.4). */
export const isOneSign = (keys: string): boolean => /^(?:Shift\+)?.$/.test(keys)

const signKeysStorageKey = 'clipforge-letter-keys'

/** Whether shortcuts of one sign work in this browser. */
export const areSignKeysOn = (): boolean => localStorage.getItem(signKeysStorageKey) !== 'off'

export const setSignKeys = (isOn: boolean): void => {
  if (isOn) localStorage.removeItem(signKeysStorageKey)
  else localStorage.setItem(signKeysStorageKey, 'off')
}

const press = (event: KeyboardEvent) => {
  if (event.defaultPrevented || event.isComposing || isUnderDialog()) return
  // The newest part of a page wins.
  for (const group of [...groups.values()].reverse())
    for (const shortcut of group.shortcuts) {
      if (!matchesChord(event, shortcut.keys)) continue
      if (!shortcut.keys.startsWith('Ctrl') && (isTyping(event.target) || ownsKey(event.target, event.key))) return
      if (isOneSign(shortcut.keys) && !areSignKeysOn()) return
      event.preventDefault()
      shortcut.run()
      return
    }
}

/**
 * Keys that work while this component is mounted. They are off while typing (except with Ctrl) and under a dialog, and are listed in
 * the sheet behind "?". `shortcuts` may be a new array on every render.
 */
export const useShortcuts = (heading: string, shortcuts: readonly Shortcut[]): void => {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  const signature = shortcuts.map((each) => `${each.keys}\t${each.label}`).join('\n')
  useEffect(() => {
    if (signature === '') return
    const id = Symbol(heading)
    if (groups.size === 0) window.addEventListener('keydown', press)
    groups.set(id, {
      heading,
      shortcuts: signature.split('\n').map((line, index) => {
        const [keys = '', label = ''] = line.split('\t')
        return { keys, label, run: () => latest.current[index]?.run() }
      }),
    })
    publish()
    return () => {
      groups.delete(id)
      if (groups.size === 0) window.removeEventListener('keydown', press)
      publish()
    }
  }, [heading, signature])
}

/** Every group that works at the moment, for the sheet. */
export const useShownShortcuts = (): readonly ShortcutGroup[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => shown,
    () => none,
  )
