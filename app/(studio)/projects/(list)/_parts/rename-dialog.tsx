'use client'

import { type FormEvent, useId, useState } from 'react'
import { Button } from '@/app/_ui/button'
import { Dialog } from '@/app/_ui/dialog'
import { Field } from '@/app/_ui/field'
import { Input } from '@/app/_ui/input'

/** Asks for another name. Mount it with a `key` of what is renamed, so that each starts with its own. */
export function RenameDialog({
  what,
  name,
  onRename,
  onClose,
}: {
  /** "project", "clip". */
  readonly what: string
  readonly name: string
  readonly onRename: (name: string) => void
  readonly onClose: () => void
}) {
  const formId = useId()
  const [value, setValue] = useState(name)
  const next = value.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (next === '') return
    if (next !== name) onRename(next)
    onClose()
  }
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={`Rename ${what}`}
      footer={
        <>
          <Button onClick={onClose}>Keep the name</Button>
          <Button variant="primary" type="submit" form={formId} disabled={next === ''}>
            Rename
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <Field label="Name" {...(next === '' ? { error: 'Give it a name.' } : {})}>
          <Input
            value={value}
            maxLength={200}
            onChange={(event) => setValue(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
        </Field>
      </form>
    </Dialog>
  )
}
