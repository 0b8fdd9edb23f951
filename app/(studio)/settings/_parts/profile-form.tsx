'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { Button } from '@/app/_ui/button'
import { Combobox } from '@/app/_ui/combobox'
import { Field } from '@/app/_ui/field'
import { Input } from '@/app/_ui/input'
import { ThemeSwitch } from '@/app/_ui/theme-switch'
import { toast } from '@/app/_ui/toast'
import { profileSchema } from '@/server/accounts/schemas'
import { Section } from './section'
import { useMe } from './use-me'

export function ProfileForm({ timeZones }: { readonly timeZones: readonly string[] }) {
  const trpc = useTRPC()
  const client = useQueryClient()
  const { user } = useMe()
  const [name, setName] = useState(user.name ?? '')
  // Null until it is chosen here: the one that is kept may still come to follow this device.
  const [chosenZone, setTimeZone] = useState<string | null>(null)
  const timeZone = chosenZone ?? user.timeZone
  const [problem, setProblem] = useState<string | null>(null)
  const save = useMutation(
    trpc.account.updateProfile.mutationOptions({
      onSuccess: () => {
        toast.done('Profile saved')
        return client.invalidateQueries({ queryKey: trpc.account.me.queryKey() })
      },
      onError: (error) => toast.failed('The profile was not saved', error.message),
    }),
  )
  const input = { name, timeZone, locale: user.locale }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const parsed = profileSchema.safeParse(input)
    setProblem(parsed.success ? null : 'Type the name others know you by, in one line.')
    if (parsed.success) save.mutate(parsed.data)
  }
  const options = [...new Set(['UTC', ...timeZones])].map((value) => ({ value, label: value.replaceAll('_', ' ') }))
  return (
    <>
      <Section title="Profile" description="How others in your workspaces see you, and the clock that mail goes by.">
        <form onSubmit={submit} noValidate className="grid max-w-md gap-5">
          <Field label="Name" error={problem}>
            <Input value={name} onChange={(event) => setName(event.target.value)} autoComplete="name" maxLength={80} />
          </Field>
          <Field label="Email" hint="You sign in with it. It can’t be changed here.">
            <Input value={user.email} readOnly />
          </Field>
          <Field label="Time zone">
            <Combobox value={timeZone} onChange={setTimeZone} searchLabel="Search for a city" options={options} />
          </Field>
          <div className="flex flex-wrap gap-2">
            <Button type="submit" variant="primary" isBusy={save.isPending} busyLabel="Saving">
              Save
            </Button>
            <Button onClick={() => setTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone)}>
              Use this device’s time zone
            </Button>
          </div>
        </form>
      </Section>
      <Section title="Look" description="Of this browser. “System” follows your device.">
        <div className="max-w-md">
          <ThemeSwitch />
        </div>
      </Section>
    </>
  )
}
