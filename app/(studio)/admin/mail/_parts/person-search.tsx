'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { Button } from '@/app/_ui/button'
import { Input } from '@/app/_ui/input'
import { Notice } from '@/app/_ui/notice'
import { emailSchema } from '@/server/accounts/schemas'
import type { FoundPerson } from './types'

const fewestLetters = 2

/** Finds a person by letters of their address. With `onAddress` a whole address that nobody has can be chosen too. */
export function PersonSearch({
  label,
  onPerson,
  onAddress,
}: {
  readonly label: string
  readonly onPerson: (person: FoundPerson) => void
  readonly onAddress?: (address: string) => void
}) {
  const trpc = useTRPC()
  const [text, setText] = useState('')
  const query = useDeferredValue(text.trim())
  const isAsked = query.length >= fewestLetters
  const people = useQuery(
    trpc.mailAdmin.people.queryOptions({ query }, { enabled: isAsked, placeholderData: keepPreviousData }),
  )
  const found = isAsked ? (people.data ?? []) : []
  const address = emailSchema.safeParse(query)
  const isUnknown = address.success && found.every(({ email }) => email !== address.data)
  const choose = (person: FoundPerson) => {
    setText('')
    onPerson(person)
  }
  return (
    <div className="grid gap-2">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const [first] = found
          if (first !== undefined) choose(first)
        }}
      >
        <Input
          type="search"
          aria-label={label}
          placeholder={label}
          icon={<Search />}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
      {isAsked && (
        <div className="grid gap-2" aria-live="polite">
          {people.isError ? (
            <Notice
              tone="bad"
              title="Nobody could be looked for"
              actions={
                <Button size="sm" onClick={() => void people.refetch()}>
                  Try again
                </Button>
              }
            >
              {people.error.message}
            </Notice>
          ) : people.isPending ? (
            <p className="px-1 text-sm text-ink-faint">Looking</p>
          ) : found.length === 0 ? (
            <p className="px-1 text-sm text-ink-faint">Nobody’s address has “{query}” in it.</p>
          ) : (
            <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-raised">
              {found.map((person) => (
                <li key={person.id}>
                  <button
                    type="button"
                    onClick={() => choose(person)}
                    className="block min-h-10 w-full px-3 py-2 text-left transition-colors hover:bg-hover focus-visible:-outline-offset-2"
                  >
                    <span className="font-medium break-all">{person.email}</span>
                    {person.name !== null && <span className="ml-2 text-ink-faint">{person.name}</span>}
                  </button>
                </li>
              ))}
            </ul>
          )}
          {onAddress && isUnknown && !people.isPending && (
            <Button
              variant="ghost"
              className="justify-self-start"
              onClick={() => {
                setText('')
                onAddress(address.data)
              }}
            >
              Show mail to {address.data}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
