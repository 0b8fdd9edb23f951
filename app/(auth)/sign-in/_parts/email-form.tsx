'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Field } from '@/app/_ui/field'
import { Input } from '@/app/_ui/input'
import { WaitingButton } from '@/app/_ui/waiting-button'
import { postAuth } from './post-auth'
import { keepSentTo } from './sent-to'

/** Asks for a link by mail. Works as a plain form where scripts don't run. */
export function EmailForm({ next, isMain }: { readonly next: string; readonly isMain: boolean }) {
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const [heldUntilMs, setHeldUntilMs] = useState<number | null>(null)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const email = String(new FormData(event.currentTarget).get('email')).trim()
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) return setProblem('Type a whole address, like name@example.com.')
    setIsBusy(true)
    setProblem(null)
    const answer = await postAuth('signin/email', { email, next })
    if ('problem' in answer) {
      setProblem(answer.problem)
      setHeldUntilMs(answer.heldUntilMs ?? null)
      setIsBusy(false)
      return
    }
    keepSentTo(email)
    router.push(answer.url)
  }

  return (
    <form method="post" action="/api/auth/signin/email" onSubmit={submit} noValidate className="grid gap-3">
      <input type="hidden" name="next" value={next} />
      <Field label="Email" error={problem}>
        <Input
          name="email"
          type="email"
          autoComplete="email"
          inputMode="email"
          placeholder="name@example.com"
          required
          className="h-11"
          // Another address has its own count.
          onChange={() => setHeldUntilMs(null)}
        />
      </Field>
      <WaitingButton
        type="submit"
        variant={isMain ? 'primary' : 'secondary'}
        size="lg"
        untilMs={heldUntilMs}
        isBusy={isBusy}
        busyLabel="Sending"
      >
        Email me a link
      </WaitingButton>
    </form>
  )
}
