'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { heldUntil } from '@/app/_trpc/held-until'
import { outlivesPage } from '@/app/_trpc/outlives-page'
import { Button } from '@/app/_ui/button'
import { Field } from '@/app/_ui/field'
import { Input } from '@/app/_ui/input'
import { removeWithUndo, useRemoved } from '@/app/_ui/removal'
import { Select } from '@/app/_ui/select'
import { toast } from '@/app/_ui/toast'
import { WaitingButton } from '@/app/_ui/waiting-button'
import { emailSchema } from '@/server/accounts/schemas'
import { formatDay } from '../../_parts/format-day'
import { Section } from '../../_parts/section'
import { useMe } from '../../_parts/use-me'
import type { Workspace } from './members-list'
import { type Role, roles, rolesToGive } from './roles'

type Invitation = { readonly id: string; readonly email: string; readonly role: Role; readonly expiresAt: Date }

export function Invitations({
  invitations,
  workspace,
}: {
  readonly invitations: readonly Invitation[]
  readonly workspace: Workspace
}) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const { user } = useMe()
  const removed = useRemoved()
  const open = invitations.filter(({ id }) => !removed.has(id))
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('editor')
  const [problem, setProblem] = useState<string | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: trpc.workspace.members.queryKey() })
  const invite = useMutation(
    trpc.workspace.invite.mutationOptions({
      onSuccess: () => {
        toast.done('Invitation sent')
        setEmail('')
      },
      onError: (error) => setProblem(error.message),
      onSettled: refresh,
    }),
  )
  const revoke = useMutation(
    trpc.workspace.revokeInvitation.mutationOptions({
      ...outlivesPage,
      onError: (error) => toast.failed('Nothing was taken back', error.message),
      onSettled: refresh,
    }),
  )
  const takeBack = ({ id, email: address }: Invitation) =>
    removeWithUndo({
      keys: [id],
      message: 'Invitation taken back',
      description: `The link that ${address} has leads nowhere then.`,
      commit: () => revoke.mutateAsync({ workspaceId: workspace.id, id }),
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const parsed = emailSchema.safeParse(email)
    setProblem(parsed.success ? null : 'Type a whole address, like name@example.com.')
    if (parsed.success) invite.mutate({ workspaceId: workspace.id, email: parsed.data, role })
  }
  return (
    <Section
      title="Invite somebody"
      description="They get a mail whose link works once, for a week, and only for that address."
      isFlush={open.length > 0}
    >
      <form
        onSubmit={submit}
        noValidate
        className={open.length > 0 ? 'flex flex-wrap items-start gap-3 p-5' : 'flex flex-wrap items-start gap-3'}
      >
        <Field label="Email" error={problem} className="min-w-56 flex-1">
          <Input
            type="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            placeholder="name@example.com"
            autoComplete="off"
          />
        </Field>
        <Field label="Role" className="w-36">
          <Select<Role> value={role} options={rolesToGive(workspace.role, workspace.isPersonal)} onChange={setRole} />
        </Field>
        <WaitingButton
          type="submit"
          variant="primary"
          className="sm:mt-6.5"
          untilMs={heldUntil(invite.error)}
          isBusy={invite.isPending}
          busyLabel="Sending"
        >
          Send invitation
        </WaitingButton>
      </form>
      {open.length > 0 && (
        <ul className="divide-y divide-line border-t border-line">
          {open.map((invitation) => (
            <li key={invitation.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5">
              <div className="min-w-40 flex-1">
                <p className="font-medium break-all">{invitation.email}</p>
                <p className="text-sm text-ink-faint">
                  {roles.find(({ value }) => value === invitation.role)?.label}, until{' '}
                  {formatDay(invitation.expiresAt, user.timeZone)}
                </p>
              </div>
              <Button
                size="sm"
                aria-label={`Take back the invitation of ${invitation.email}`}
                onClick={() => takeBack(invitation)}
              >
                Take back
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
