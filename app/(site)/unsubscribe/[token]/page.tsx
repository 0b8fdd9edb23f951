import type { Metadata } from 'next'
import { orNull } from '@/app/_trpc/or-null'
import { getCaller } from '@/app/_trpc/server'
import { Button } from '@/app/_ui/button'
import { LinkButton } from '@/app/_ui/link-button'
import { Notice } from '@/app/_ui/notice'
import { BrokenMailLink } from '../../_parts/broken-mail-link'
import { mailKinds } from '../../_parts/mail-kinds'
import { SiteCard } from '../../_parts/site-card'

export const metadata: Metadata = { title: 'Unsubscribe', robots: { index: false }, referrer: 'same-origin' }

type Props = {
  readonly params: Promise<{ readonly token: string }>
  readonly searchParams: Promise<{ readonly done?: string }>
}

/** Opening it changes nothing: programs that look through mail open every address in it. The button does. */
export default async function UnsubscribePage({ params, searchParams }: Props) {
  const [{ token }, { done }, caller] = await Promise.all([params, searchParams, getCaller()])
  const found = await orNull(caller.mail.preferencesByToken({ token }))
  if (found === null) return <BrokenMailLink />
  const { label, note } = mailKinds[found.category]
  const isOff = found.preferences.some(({ category, isWanted }) => category === found.category && !isWanted)
  const others = `/email-preferences/${token}`
  if (isOff)
    return (
      <SiteCard
        title={`No more “${label}” mail`}
        description="What you asked for yourself (links to sign in, finished clips, receipts) still comes."
      >
        {done !== undefined && <Notice tone="good" title="You are unsubscribed." />}
        <LinkButton href={others}>Choose which mails you get</LinkButton>
      </SiteCard>
    )
  return (
    <SiteCard title={`Stop “${label}” mail?`} description={note}>
      <form method="post" action={`/api/unsubscribe/${token}`} className="grid">
        <input type="hidden" name="do" value="unsubscribe" />
        <Button type="submit" variant="primary" size="lg">
          Unsubscribe
        </Button>
      </form>
      <LinkButton href={others}>Choose which mails you get</LinkButton>
    </SiteCard>
  )
}
