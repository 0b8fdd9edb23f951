'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { outlivesPage } from '@/app/_trpc/outlives-page'
import { Button } from '@/app/_ui/button'
import { Field } from '@/app/_ui/field'
import { Input } from '@/app/_ui/input'
import { removeWithUndo, useRemoved } from '@/app/_ui/removal'
import { toast } from '@/app/_ui/toast'
import { workspaceNameSchema } from '@/server/accounts/schemas'
import { useIsSwitching, useSwitchWorkspace } from '../../../_parts/use-switch-workspace'
import { Section } from '../../_parts/section'
import type { Workspace } from './members-list'

const nameProblem = 'Type a name of one line, 60 letters at most.'

/** The workspace's name, a new one beside it, and the way out of it. */
export function WorkspaceForms({
  workspace,
  mayRename,
}: {
  readonly workspace: Workspace
  readonly mayRename: boolean
}) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const leaveFor = () => window.location.assign('/projects')
  const rename = useMutation(
    trpc.workspace.rename.mutationOptions({
      onSuccess: () => {
        toast.done('Workspace renamed')
        return client.invalidateQueries({ queryKey: trpc.account.me.queryKey() })
      },
      onError: (error) => toast.failed('The name was not changed', error.message),
    }),
  )
  const switchTo = useSwitchWorkspace(leaveFor)
  const isSwitching = useIsSwitching()
  const create = useMutation(
    trpc.workspace.create.mutationOptions({
      onSuccess: ({ id }) => switchTo.mutate({ id }),
      onError: (error) => toast.failed('No workspace was made', error.message),
    }),
  )
  const leave = useMutation(
    trpc.workspace.leave.mutationOptions({
      ...outlivesPage,
      onSuccess: () => {
        if (!isSwitching()) leaveFor()
      },
      onError: (error) => toast.failed('You are still in the workspace', error.message),
    }),
  )
  const key = `leave ${workspace.id}`
  const isLeaving = useRemoved().has(key) || leave.isSuccess
  const leaveSoon = () =>
    removeWithUndo({
      keys: [key],
      message: `Leaving ${workspace.name}`,
      description: 'You are out in ten seconds.',
      commit: () => leave.mutateAsync({ workspaceId: workspace.id }),
    })
  return (
    <>
      {mayRename && (
        <Section title="This workspace">
          <NameForm
            label="Name"
            initial={workspace.name}
            action="Rename"
            isBusy={rename.isPending}
            onSubmit={(name) => rename.mutate({ workspaceId: workspace.id, name })}
          />
        </Section>
      )}
      <Section
        title="Another workspace"
        description="With its own projects, members and credits, on the Free plan. You would own it."
      >
        <NameForm
          label="Name of the new workspace"
          initial=""
          action="Create workspace"
          isBusy={create.isPending || switchTo.isPending}
          onSubmit={(name) => create.mutate({ name })}
        />
      </Section>
      {!(workspace.isPersonal && workspace.role === 'owner') && (
        <Section
          title="Leave this workspace"
          description="Its projects stay with the others. Coming back takes a new invitation."
        >
          <Button onClick={leaveSoon} isBusy={isLeaving} busyLabel="Leaving">
            Leave {workspace.name}
          </Button>
        </Section>
      )}
    </>
  )
}

function NameForm({
  label,
  initial,
  action,
  isBusy,
  onSubmit,
}: {
  readonly label: string
  readonly initial: string
  readonly action: string
  readonly isBusy: boolean
  readonly onSubmit: (name: string) => void
}) {
  const [name, setName] = useState(initial)
  const [problem, setProblem] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const parsed = workspaceNameSchema.safeParse({ name })
    setProblem(parsed.success ? null : nameProblem)
    if (parsed.success) onSubmit(parsed.data.name)
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-wrap items-start gap-3">
      <Field label={label} error={problem} className="min-w-56 flex-1">
        <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={60} />
      </Field>
      <Button type="submit" className="sm:mt-6.5" isBusy={isBusy} busyLabel="Saving">
        {action}
      </Button>
    </form>
  )
}
