import type { Metadata } from 'next'
import { getContext } from '@/app/_trpc/server'
import { LinkButton } from '@/app/_ui/link-button'
import { Notice } from '@/app/_ui/notice'
import { AuthPage } from '../../_parts/auth-page'
import { SentTo } from './_parts/sent-to'

export const metadata: Metadata = { title: 'Check your mail' }

export default async function CheckMailPage() {
  const { app } = await getContext()
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
        <a href="/sign-in" className="font-medium text-accent-ink underline underline-offset-2">
          ask for another link
        </a>
        .
      </p>
    </AuthPage>
  )
}
