'use client'

import { Pencil } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '@/app/_ui/button'
import { IconButton } from '@/app/_ui/icon-button'
import { Input } from '@/app/_ui/input'

const longestTitle = 200

/** A title that is renamed where it stands: Enter keeps, Escape leaves it as it was. */
export function EditableTitle({
  title,
  label,
  onRename,
}: {
  readonly title: string
  /** "Rename project". */
  readonly label: string
  /** null for who may not: the title stands there alone. */
  readonly onRename: ((title: string) => void) | null
}) {
  const [isEditing, setIsEditing] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(false)

  useEffect(() => {
    if (isEditing) form.current?.querySelector('input')?.select()
    else if (wasEditing.current) button.current?.focus()
    wasEditing.current = isEditing
  }, [isEditing])

  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const next = `${new FormData(event.currentTarget).get('title') ?? ''}`.trim()
    setIsEditing(false)
    if (next && next !== title) onRename?.(next)
  }

  if (onRename === null) return title
  if (!isEditing)
    return (
      <span className="group/title inline-flex max-w-full items-start gap-1">
        <span className="min-w-0 break-words">{title}</span>
        <IconButton
          ref={button}
          label={label}
          size="sm"
          icon={<Pencil />}
          onClick={() => setIsEditing(true)}
          className="shrink-0 text-ink-faint"
        />
      </span>
    )
  return (
    <form ref={form} onSubmit={save} className="flex w-160 max-w-full items-center gap-2">
      <span className="min-w-0 flex-1 font-normal">
        <Input
          name="title"
          aria-label={label}
          defaultValue={title}
          maxLength={longestTitle}
          autoComplete="off"
          className="text-xl!"
          onKeyDown={(event) => event.key === 'Escape' && setIsEditing(false)}
        />
      </span>
      <Button type="submit">Save</Button>
      <Button variant="ghost" onClick={() => setIsEditing(false)}>
        Cancel
      </Button>
    </form>
  )
}
