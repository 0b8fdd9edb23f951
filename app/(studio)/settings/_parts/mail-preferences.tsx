'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { Switch } from '@/app/_ui/switch'
import { toast } from '@/app/_ui/toast'
import { type MailKind, mailKinds } from '@/app/(site)/_parts/mail-kinds'
import { Section } from './section'

/** Each kind of mail that can be done without, on or off at once. */
export function MailPreferences() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const { data: preferences } = useSuspenseQuery(trpc.mail.preferences.queryOptions())
  const queryKey = trpc.mail.preferences.queryKey()
  const set = useMutation(
    trpc.mail.setPreference.mutationOptions({
      onError: (error) => toast.failed('Nothing was changed', error.message),
      onSettled: () => client.invalidateQueries({ queryKey }),
    }),
  )
  const change = (category: MailKind, isWanted: boolean) => {
    client.setQueryData(queryKey, (known) =>
      known?.map((each) => (each.category === category ? { ...each, isWanted } : each)),
    )
    set.mutate({ category, isWanted })
  }
  return (
    <Section
      title="Mail you can do without"
      description="At most one of these a day, at a time of day by your own clock. What you ask for yourself (links to sign in, finished clips, receipts) comes in any case."
    >
      <div className="grid max-w-xl gap-5">
        {preferences.map(({ category, isWanted }) => (
          <Switch
            key={category}
            label={mailKinds[category].label}
            note={mailKinds[category].note}
            isOn={isWanted}
            onChange={(next) => change(category, next)}
          />
        ))}
      </div>
    </Section>
  )
}
