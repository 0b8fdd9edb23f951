import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { nextPath } from '@/app/_auth/next-path'
import { withNext } from '@/app/_auth/with-next'
import { Button } from '@/app/_ui/button'
import { AuthPage } from '../../_parts/auth-page'

// The address holds the token, so no other site may see it. `no-referrer` would also hide where the button's POST comes from.
export const metadata: Metadata = { title: 'Sign in', robots: { index: false }, referrer: 'same-origin' }

type Params = { readonly token?: string; readonly email?: string; readonly next?: string }

/**
 * Where the link of a mail leads. Opening it does nothing: programs that look through mail open every address in it, and would use the
 * link up. The button does.
 */
export default async function ConfirmPage({ searchParams }: { readonly searchParams: Promise<Params> }) {
  const { token, email, next } = await searchParams
  const target = await nextPath(next)
  if (typeof token !== 'string' || typeof email !== 'string')
    redirect(withNext('/sign-in/error?error=Verification', target))
  return (
    <AuthPage title="One more click" description={`This browser will be signed in as ${email}.`}>
      <form method="post" action="/api/auth/callback/email" className="grid">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="email" value={email} />
        <input type="hidden" name="next" value={target} />
        <Button type="submit" variant="primary" size="lg">
          Sign in
        </Button>
      </form>
      <p className="text-sm text-ink-faint">Not you? Close this page: nothing happens without the button.</p>
    </AuthPage>
  )
}
