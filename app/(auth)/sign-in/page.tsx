import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { nextPath } from '@/app/_auth/next-path'
import { getCaller, getContext } from '@/app/_trpc/server'
import { Button } from '@/app/_ui/button'
import { Notice } from '@/app/_ui/notice'
import { AuthPage } from '../_parts/auth-page'
import { EmailForm } from './_parts/email-form'
import { ServiceButton } from './_parts/service-button'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { readonly searchParams: Promise<{ next?: string }> }) {
  const [{ app, user }, { next }] = await Promise.all([getContext(), searchParams])
  const target = await nextPath(next)
  if (user !== null) redirect(target)
  const { isLocal, signIn } = app.config
  // The page itself must not depend on this.
  const isMailDelayed = await getCaller()
    .then((caller) => caller.mail.isDelayed())
    .catch(() => false)
  const hasServices = signIn.google || signIn.github
  return (
    <AuthPage title="Sign in" description="New here? The same link makes your account, with a 7-day trial and no card.">
      {isLocal && (
        <>
          <form method="post" action="/api/auth/demo" className="grid gap-2">
            <input type="hidden" name="next" value={target} />
            <Button type="submit" variant="primary" size="lg">
              Open the demo account
            </Button>
            <p className="text-sm text-ink-faint">Only on this machine: no mail, no password.</p>
          </form>
          <Or />
        </>
      )}
      {isMailDelayed && (
        <Notice tone="warn" title="Mail is delayed">
          Our mail service does not take any right now. Ask for your link all the same: it is tried again by itself.
        </Notice>
      )}
      <EmailForm next={target} isMain={!isLocal} />
      {hasServices && (
        <>
          <Or />
          <div className="grid gap-2">
            {signIn.google && <ServiceButton id="google" name="Google" next={target} />}
            {signIn.github && <ServiceButton id="github" name="GitHub" next={target} />}
          </div>
        </>
      )}
    </AuthPage>
  )
}

const Or = () => (
  <div className="flex items-center gap-3 text-sm text-ink-faint">
    <span className="h-px flex-1 bg-line" />
    or
    <span className="h-px flex-1 bg-line" />
  </div>
)
