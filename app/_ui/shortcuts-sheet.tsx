'use client'

import { useState } from 'react'
import { Kbd } from './kbd'
import { Sheet } from './sheet'
import { type Shortcut, type ShortcutGroup, useShortcuts, useShownShortcuts } from './shortcuts'

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

/** The sheet behind "?": whatever keys work on the page that is open. Once per layout. */
export function ShortcutsSheet() {
  const [isOpen, setIsOpen] = useState(false)
  const groups = useShownShortcuts()
  useShortcuts('Everywhere', [{ keys: '?', label: 'Show keyboard shortcuts', run: () => setIsOpen(true) }])
  return (
    <Sheet isOpen={isOpen} onOpenChange={setIsOpen} title="Keyboard shortcuts" description="They pause while you type.">
      <div className="grid gap-6">
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
