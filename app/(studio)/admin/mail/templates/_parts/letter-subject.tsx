'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { Button } from '@/app/_ui/button'
import { Card } from '@/app/_ui/card'
import { Select } from '@/app/_ui/select'
import { PersonSearch } from '../../_parts/person-search'

/** Whose data fills the letter: sample content, or a person's and one of their workspaces'. */
export function LetterSubject({
  userId,
  workspaceId,
  onChange,
}: {
  readonly userId: string | null
  readonly workspaceId: string | null
  readonly onChange: (userId: string | null, workspaceId: string | null) => void
}) {
  const { data: person } = useQuery(
    useTRPC().mailAdmin.person.queryOptions({ userId: userId ?? '' }, { enabled: userId !== null }),
  )
  if (userId === null)
    return (
      <PersonSearch
        label="Fill it with what a person has: search an address"
        onPerson={({ id }) => onChange(id, null)}
      />
    )
  const own = person?.workspaces.find(({ isPersonal }) => isPersonal) ?? person?.workspaces[0]
  return (
    <Card className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <p className="min-w-48 flex-1 break-all">
        <span className="text-ink-faint">With what </span>
        <span className="font-medium">{person?.email ?? 'they'}</span>
        <span className="text-ink-faint"> has</span>
      </p>
      {person !== undefined && person.workspaces.length > 1 && (
        <Select
          label="Workspace"
          className="w-52"
          value={workspaceId ?? own?.id ?? ''}
          options={person.workspaces.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(next) => onChange(userId, next)}
        />
      )}
      <Button size="sm" onClick={() => onChange(null, null)}>
        Back to sample content
      </Button>
    </Card>
  )
}
