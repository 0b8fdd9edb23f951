'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Segmented } from './segmented'
import { themeStorageKey } from './theme-script'

type Theme = 'system' | 'light' | 'dark'

const options = [
  { value: 'system', label: 'System', icon: <Monitor /> },
  { value: 'light', label: 'Light', icon: <Sun /> },
  { value: 'dark', label: 'Dark', icon: <Moon /> },
] as const

/** Sets and keeps the theme of this browser. "System" forgets the choice. */
export const setTheme = (theme: Theme): void => {
  const { documentElement } = document
  if (theme === 'system') {
    delete documentElement.dataset.theme
    localStorage.removeItem(themeStorageKey)
    return
  }
  documentElement.dataset.theme = theme
  localStorage.setItem(themeStorageKey, theme)
}

export function ThemeSwitch() {
  const [theme, setShown] = useState<Theme>('system')
  useEffect(() => {
    const kept = localStorage.getItem(themeStorageKey)
    if (kept === 'light' || kept === 'dark') setShown(kept)
  }, [])
  return (
    <Segmented<Theme>
      label="Theme"
      value={theme}
      options={options}
      onChange={(next) => {
        setTheme(next)
        setShown(next)
      }}
    />
  )
}
