import type { Metadata } from 'next'
import { nextPath } from '@/app/_auth/next-path'
import { withNext } from '@/app/_auth/with-next'
import { getContext } from '@/app/_trpc/server'
import { LinkButton } from '@/app/_ui/link-button'
import { Notice } from '@/app/_ui/notice'
import { AuthPage } from '../../_parts/auth-page'
import { SentTo } from './_parts/sent-to'

export const metadata: Metadata = { title: 'Check your mail' }

export default async function CheckMailPage({ searchParams }: { readonly searchParams: Promise<{ next?: string }> }) {
  const [{ app }, { next }] = await Promise.all([getContext(), searchParams])
  return (
    <AuthPage title="Check your mail" description={<SentTo />}>
      {app.config.isLocal && (
        <Notice
          title="On this machine mail goes nowhere"
          actions={
            <LinkButton href="/dev/outbox" size="sm">
              Open the outbox
            </LinkButton>
          }
        >
          Unless a mail service is configured, it is kept in the outbox.
        </Notice>
      )}
      <p className="text-ink-soft">
        Nothing there after a minute? Look among junk mail, or{' '}
        <a
          href={withNext('/sign-in', await nextPath(next))}
          className="font-medium text-accent-ink underline underline-offset-2"
        >
          ask for another link
        </a>
        .
      </p>
    </AuthPage>
  )
}
