import type { Metadata } from 'next'
import { orNull } from '@/app/_trpc/or-null'
import { getCaller } from '@/app/_trpc/server'
import { Button } from '@/app/_ui/button'
import { Notice } from '@/app/_ui/notice'
import { BrokenMailLink } from '../../_parts/broken-mail-link'
import { mailKinds } from '../../_parts/mail-kinds'
import { SiteCard } from '../../_parts/site-card'

export const metadata: Metadata = { title: 'Your mails', robots: { index: false }, referrer: 'same-origin' }

type Props = {
  readonly params: Promise<{ readonly token: string }>
  readonly searchParams: Promise<{ readonly saved?: string }>
}

/** Every kind of mail at once, for whoever came by the link of one; a plain form, so that it works in any mail program's browser. */
export default async function EmailPreferencesPage({ params, searchParams }: Props) {
  const [{ token }, { saved }, caller] = await Promise.all([params, searchParams, getCaller()])
  const found = await orNull(caller.mail.preferencesByToken({ token }))
  if (found === null) return <BrokenMailLink />
  return (
    <SiteCard
      title="Which mails you get"
      description="What you ask for yourself (links to sign in, finished clips, receipts) comes in any case."
    >
      {saved !== undefined && <Notice tone="good" title="Saved." />}
      <form method="post" action={`/api/unsubscribe/${token}`} className="grid gap-5">
        <input type="hidden" name="do" value="save" />
        <fieldset className="divide-y divide-line rounded-lg border border-line bg-surface">
          <legend className="sr-only">Kinds of mail</legend>
          {found.preferences.map(({ category, isWanted }) => (
            <label key={category} className="flex cursor-pointer items-start gap-3 p-4">
              <input
                type="checkbox"
                name="wanted"
                value={category}
                defaultChecked={isWanted}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              <span>
                <span className="block font-medium">{mailKinds[category].label}</span>
                <span className="block text-sm text-ink-faint">{mailKinds[category].note}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Button type="submit" variant="primary" size="lg">
          Save
        </Button>
      </form>
    </SiteCard>
  )
}
