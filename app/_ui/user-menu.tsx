'use client'

import { Keyboard, LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { Avatar } from './avatar'
import { Menu } from './menu'
import { setTheme } from './theme-switch'

/** The person: settings, theme, the way out. */
export function UserMenu({
  name,
  email,
  imageUrl,
  settingsHref,
  links = [],
  onShortcuts,
  onSignOut,
}: {
  readonly name: string
  readonly email: string
  readonly imageUrl?: string | null
  readonly settingsHref: string
  /** Of what not everybody has. */
  readonly links?: readonly { readonly href: string; readonly label: string; readonly icon: ReactNode }[]
  readonly onShortcuts: () => void
  readonly onSignOut: () => void
}) {
  return (
    <Menu
      items={[
        {
          heading: (
            <>
              <span className="block font-medium text-ink">{name}</span>
              {email}
            </>
          ),
        },
        'separator',
        { label: 'Settings', icon: <Settings />, href: settingsHref },
        ...links,
        { label: 'Keyboard shortcuts', icon: <Keyboard />, onSelect: onShortcuts },
        { label: 'Light theme', icon: <Sun />, onSelect: () => setTheme('light') },
        { label: 'Dark theme', icon: <Moon />, onSelect: () => setTheme('dark') },
        { label: 'Follow the system', icon: <Monitor />, onSelect: () => setTheme('system') },
        'separator',
        { label: 'Sign out', icon: <LogOut />, onSelect: onSignOut },
      ]}
    >
      <button
        type="button"
        aria-label={`Account of ${name}`}
        className="grid size-8 place-items-center rounded-full transition-opacity hover:opacity-80 touch:size-10"
      >
        <Avatar name={name} imageUrl={imageUrl ?? null} />
      </button>
    </Menu>
  )
}
