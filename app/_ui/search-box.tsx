'use client'

import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Input } from './input'
import { useShortcuts } from './shortcuts'

const typingPauseMs = 250

/** Looks for what is typed after a short pause; `value` is what is looked for now, as the address has it. "/" leads to it. */
export function SearchBox({
  label,
  placeholder,
  group,
  value,
  onSearch,
}: {
  readonly label: string
  readonly placeholder: string
  /** Of the sheet of shortcuts. */
  readonly group: string
  readonly value: string
  /** The same function at every drawing: another would begin the pause anew. */
  readonly onSearch: (text: string) => void
}) {
  const [text, setText] = useState(value)
  const box = useRef<HTMLInputElement>(null)
  useShortcuts(group, [{ keys: '/', label, run: () => box.current?.focus() }])
  const sent = useRef(value)
  // Changed from elsewhere (the back button, "Show all"): what is typed follows.
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    const wanted = text.trim()
    if (wanted === sent.current) return
    const timer = setTimeout(() => {
      sent.current = wanted
      onSearch(wanted)
    }, typingPauseMs)
    return () => clearTimeout(timer)
  }, [text, onSearch])
  return (
    <Input
      ref={box}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      icon={<Search />}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  )
}
