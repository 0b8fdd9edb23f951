'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
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

/** While it is among the removed, that member's role is about to change. */
const roleKey = ({ userId }: Member): string => `role of ${userId}`

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
  const workspaceId = workspace.id
  /** The role somebody gives themselves: they may not be able to take it back, so it waits for its Undo. */
  const [ownRole, setOwnRole] = useState<Role | null>(null)
  const setRole = useMutation(
    trpc.workspace.setRole.mutationOptions({
      ...outlivesPage,
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
  const changeOwn = (you: Member, role: Role) => {
    const { label = role } = roles.find(({ value }) => value === role) ?? {}
    setOwnRole(role)
    removeWithUndo({
      keys: [roleKey(you)],
      message: `Your role becomes ${label}`,
      description: 'In ten seconds. Somebody else has to change it back then.',
      commit: () => setRole.mutateAsync({ workspaceId, userId: you.userId, role }),
    })
  }
  return (
    <Section title={`Members of ${workspace.name}`} description="What each may do follows from their role." isFlush>
      <ul className="divide-y divide-line">
        {shown.map((member) => {
          const name = member.name ?? member.email
          const isHeld = removed.has(roleKey(member))
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
                    value={isHeld ? (ownRole ?? member.role) : member.role}
                    options={rolesToGive(workspace.role, workspace.isPersonal)}
                    disabled={setRole.isPending || isHeld}
                    onChange={(role) =>
                      member.isYou
                        ? changeOwn(member, role)
                        : setRole.mutate({ workspaceId, userId: member.userId, role })
                    }
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
                          commit: () => remove.mutateAsync({ workspaceId, userId: member.userId }),
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
