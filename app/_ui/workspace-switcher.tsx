'use client'

import { Check, ChevronsUpDown, Settings } from 'lucide-react'
import { Avatar } from './avatar'
import { Menu } from './menu'

/** Whose work is shown, and a way to the other workspaces. */
export function WorkspaceSwitcher({
  workspaces,
  currentId,
  onSwitch,
  settingsHref,
}: {
  readonly workspaces: readonly { readonly id: string; readonly name: string; readonly note?: string }[]
  readonly currentId: string
  readonly onSwitch: (id: string) => void
  readonly settingsHref: string
}) {
  const current = workspaces.find((each) => each.id === currentId)
  return (
    <Menu
      align="start"
      items={[
        { heading: 'Workspaces' },
        ...workspaces.map((each) => ({
          label: each.name,
          icon: each.id === currentId ? <Check /> : <span className="size-4" />,
          onSelect: () => onSwitch(each.id),
        })),
        'separator',
        { label: 'Workspace settings', icon: <Settings />, href: settingsHref },
      ]}
    >
      <button
        type="button"
        className="flex h-9 min-w-0 items-center gap-2 rounded-lg px-1.5 font-medium transition-colors hover:bg-hover touch:h-11"
      >
        <Avatar name={current?.name ?? ''} shape="square" className="size-6" />
        <span className="max-w-32 truncate sm:max-w-56">
          <span className="sr-only">Workspace: </span>
          {current?.name}
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" aria-hidden="true" />
      </button>
    </Menu>
  )
}
