'use client'

import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { classNames } from './class-names'
import { floatClass, itemClass } from './float-class'
import { Kbd } from './kbd'
import { matchesChord, useShortcuts } from './shortcuts'

export type CommandEntry = {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  readonly note?: string
  /** Other words that find it. */
  readonly keywords?: readonly string[]
  readonly keys?: string
} & ({ readonly href: string } | { readonly run: () => void })

export type CommandGroup = { readonly heading: string; readonly entries: readonly CommandEntry[] }

/** Ctrl-K: go anywhere, do anything, by typing. Draws its own opener for the top bar. */
export function CommandPalette({
  groups,
  onSearch,
}: {
  readonly groups: readonly CommandGroup[]
  /** Called with what is typed, so that `groups` may carry what a search finds. */
  readonly onSearch?: (text: string) => void
}) {
  const router = useRouter()
  const [isOpen, setIsOpen] = useState(false)
  useShortcuts('Everywhere', [{ keys: 'Ctrl+K', label: 'Search and commands', run: () => setIsOpen(true) }])

  const choose = (entry: CommandEntry) => {
    setIsOpen(false)
    if ('href' in entry) router.push(entry.href)
    else entry.run()
  }
  return (
    <>
      <button
        type="button"
        onClick={() => setIsOpen(true)}
        aria-label="Search and commands"
        className="flex h-8 items-center gap-2 rounded-lg border border-line px-2.5 text-sm text-ink-faint transition-colors hover:border-line-strong hover:text-ink touch:h-10 lg:w-52"
      >
        <Search className="size-4 shrink-0" aria-hidden="true" />
        <span className="hidden flex-1 text-left lg:inline">Search</span>
        <span className="hidden lg:inline">
          <Kbd keys="Ctrl K" />
        </span>
      </button>
      <Command.Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        label="Search and commands"
        // Under an open dialog the shortcut of the page is off.
        onKeyDown={(event) => {
          if (!matchesChord(event, 'Ctrl+K')) return
          event.preventDefault()
          setIsOpen(false)
        }}
        overlayClassName="fixed inset-0 z-40 animate-fade-in bg-scrim"
        contentClassName={classNames(floatClass, 'fixed inset-x-3 top-3 mx-auto max-w-xl rounded-xl sm:top-[14vh]')}
      >
        <div className="flex items-center gap-3 border-b border-line px-4">
          <Search className="size-4 shrink-0 text-ink-faint" aria-hidden="true" />
          <Command.Input
            placeholder="Find a project, go somewhere, do something"
            {...(onSearch ? { onValueChange: onSearch } : {})}
            className="h-12 w-full bg-transparent text-lg outline-none"
          />
          <Kbd keys="Esc" />
        </div>
        <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
          <Command.Empty className="px-3 py-8 text-center text-ink-faint">
            Nothing matches. Try another word.
          </Command.Empty>
          {groups.map((group) => (
            <Command.Group
              key={group.heading}
              heading={group.heading}
              className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-faint"
            >
              {group.entries.map((entry) => (
                <Command.Item
                  key={entry.id}
                  value={`${entry.label} ${entry.id}`}
                  keywords={[...(entry.keywords ?? [])]}
                  onSelect={() => choose(entry)}
                  className={classNames(itemClass, 'min-h-9')}
                >
                  {entry.icon}
                  <span className="min-w-0 flex-1 truncate">{entry.label}</span>
                  {entry.note && <span className="text-sm text-ink-faint">{entry.note}</span>}
                  {entry.keys && <Kbd keys={entry.keys} />}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command.Dialog>
    </>
  )
}
