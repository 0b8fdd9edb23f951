'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { outlivesPage } from '@/app/_trpc/outlives-page'
import { Avatar } from '@/app/_ui/avatar'
import { Badge } from '@/app/_ui/badge'
import { Button } from '@/app/_ui/button'
import { removeWithUndo, useRemoved } from '@/app/_ui/removal'
import { Select } from '@/app/_ui/select'
import { toast } from '@/app/_ui/toast'
import { Section } from '../../_parts/section'
import { mayManage, type Role, roles, rolesToGive } from './roles'

export type Member = {
  readonly userId: string
  readonly name: string | null
  readonly email: string
  readonly role: Role
  readonly isYou: boolean
}
export type Workspace = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly isPersonal: boolean
}

export function MembersList({
  members,
  workspace,
}: {
  readonly members: readonly Member[]
  readonly workspace: Workspace
}) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const removed = useRemoved()
  const shown = members.filter(({ userId }) => !removed.has(userId))
  const refresh = () => client.invalidateQueries({ queryKey: trpc.workspace.members.queryKey() })
  const setRole = useMutation(
    trpc.workspace.setRole.mutationOptions({
      onSuccess: () => toast.done('Role changed'),
      onError: (error) => toast.failed('The role was not changed', error.message),
      onSettled: () => Promise.all([refresh(), client.invalidateQueries({ queryKey: trpc.account.me.queryKey() })]),
    }),
  )
  const remove = useMutation(
    trpc.workspace.removeMember.mutationOptions({
      ...outlivesPage,
      onError: (error) => toast.failed('Nobody was removed', error.message),
      onSettled: refresh,
    }),
  )
  return (
    <Section title={`Members of ${workspace.name}`} description="What each may do follows from their role." isFlush>
      <ul className="divide-y divide-line">
        {shown.map((member) => {
          const name = member.name ?? member.email
          const isManaged = mayManage(workspace.role, member.role) && !(workspace.isPersonal && member.role === 'owner')
          return (
            <li key={member.userId} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5">
              <Avatar name={name} className="size-9" />
              <div className="min-w-40 flex-1">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  <span className="break-all">{name}</span>
                  {member.isYou && <Badge>You</Badge>}
                </p>
                <p className="text-sm break-all text-ink-faint">{member.email}</p>
              </div>
              {isManaged ? (
                <>
                  <Select<Role>
                    label={`Role of ${name}`}
                    className="w-32"
                    value={member.role}
                    options={rolesToGive(workspace.role, workspace.isPersonal)}
                    disabled={setRole.isPending}
                    onChange={(role) => setRole.mutate({ userId: member.userId, role })}
                  />
                  {!member.isYou && (
                    <Button
                      size="sm"
                      aria-label={`Remove ${name}`}
                      onClick={() =>
                        removeWithUndo({
                          keys: [member.userId],
                          message: `${name} removed`,
                          description: 'They can be invited again at any time.',
                          commit: () => remove.mutateAsync({ userId: member.userId }),
                        })
                      }
                    >
                      Remove
                    </Button>
                  )}
                </>
              ) : (
                <span className="text-ink-soft">{roles.find(({ value }) => value === member.role)?.label}</span>
              )}
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
