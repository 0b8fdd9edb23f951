import type { Metadata } from 'next'
import { nextPath } from '@/app/_auth/next-path'
import { withNext } from '@/app/_auth/with-next'
import { LinkButton } from '@/app/_ui/link-button'
import { AuthPage } from '../../_parts/auth-page'

export const metadata: Metadata = { title: 'Not signed in' }

const linkOver = {
  title: 'This link does not work any more',
  description: 'Each link works once, for 15 minutes, and only for the address it was sent to. Ask for a new one.',
}

const reasons: Readonly<Record<string, { readonly title: string; readonly description: string }>> = {
  Verification: linkOver,
  OAuthAccountNotLinked: {
    title: 'You have an account already',
    description:
      'An account with this address exists, made another way. Sign in the way you did before, or by a link to your mail.',
  },
  Unverified: {
    title: 'The address is not verified',
    description:
      'The service did not confirm that the address is yours. Verify it there, or sign in by a link to your mail.',
  },
  AccessDenied: {
    title: 'Not signed in',
    description: 'The other service did not let you through. Nothing was changed.',
  },
}

const anything = {
  title: 'Signing in did not work',
  description: 'The other service did not answer as it should. Nothing was changed; try again, or use a link by mail.',
}

type Params = { readonly error?: string; readonly next?: string }

export default async function ErrorPage({ searchParams }: { readonly searchParams: Promise<Params> }) {
  const { error = '', next } = await searchParams
  const reason = (Object.hasOwn(reasons, error) ? reasons[error] : undefined) ?? anything
  return (
    <AuthPage {...reason}>
      <LinkButton href={withNext('/sign-in', await nextPath(next))} variant="primary" size="lg">
        Sign in again
      </LinkButton>
    </AuthPage>
  )
}
