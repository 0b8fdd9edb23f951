'use client'

import { useEffect, useState } from 'react'
import { Kbd } from './kbd'
import { Sheet } from './sheet'
import {
  areSignKeysOn,
  type Shortcut,
  type ShortcutGroup,
  setSignKeys,
  useShortcuts,
  useShownShortcuts,
} from './shortcuts'
import { Switch } from './switch'

const printed = (keys: string) =>
  keys
    .replace('ArrowLeft', '←')
    .replace('ArrowRight', '→')
    .replace('ArrowUp', '↑')
    .replace('ArrowDown', '↓')
    .split('+')
    .join(' ')

/** Several parts of a page may add to one heading. */
const byHeading = (groups: readonly ShortcutGroup[]): ReadonlyMap<string, readonly Shortcut[]> => {
  const found = new Map<string, Shortcut[]>()
  for (const { heading, shortcuts } of groups) found.set(heading, [...(found.get(heading) ?? []), ...shortcuts])
  return found
}

/** The sheet behind "?": whatever keys work on the page that is open. Once per layout, which has another way to it. */
export function ShortcutsSheet({
  isOpen,
  onOpenChange,
}: {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
}) {
  const groups = useShownShortcuts()
  const [isOn, setIsOn] = useState(true)
  useEffect(() => setIsOn(areSignKeysOn()), [])
  useShortcuts('Everywhere', [{ keys: '?', label: 'Show keyboard shortcuts', run: () => onOpenChange(true) }])
  return (
    <Sheet
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Keyboard shortcuts"
      description="They pause while you type."
    >
      {/* Room for the focus ring of what comes first. */}
      <div className="grid gap-6 pt-1">
        <Switch
          label="Keys of one letter or sign"
          note="Of this browser. When they are off, this list opens from the menu of your account."
          isOn={isOn}
          onChange={(next) => {
            setSignKeys(next)
            setIsOn(next)
          }}
        />
        {[...byHeading(groups)].map(([heading, shortcuts]) => (
          <section key={heading}>
            <h3 className="mb-1 text-sm text-ink-faint">{heading}</h3>
            <ul className="divide-y divide-line">
              {shortcuts.map((shortcut) => (
                <li key={shortcut.keys} className="flex items-center justify-between gap-4 py-2">
                  {shortcut.label}
                  <Kbd keys={printed(shortcut.keys)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Sheet>
  )
}
