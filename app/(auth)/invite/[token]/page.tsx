import type { Metadata } from 'next'
import { withNext } from '@/app/_auth/with-next'
import { TrpcProvider } from '@/app/_trpc/client'
import { orNull } from '@/app/_trpc/or-null'
import { getCaller, getContext } from '@/app/_trpc/server'
import { Button } from '@/app/_ui/button'
import { LinkButton } from '@/app/_ui/link-button'
import { AuthPage } from '../../_parts/auth-page'
import { JoinButton } from './_parts/join-button'

// The address holds the token, so no other site may see it. `no-referrer` would also hide where the way out's POST comes from.
export const metadata: Metadata = { title: 'Invitation', robots: { index: false }, referrer: 'same-origin' }

const may = {
  owner: 'do everything, members and plan included',
  admin: 'make clips and manage members',
  editor: 'upload videos and make clips',
  viewer: 'watch and download what is there',
} as const

export default async function InvitePage({ params }: { readonly params: Promise<{ token: string }> }) {
  const { token } = await params
  const path = `/invite/${encodeURIComponent(token)}`
  const [{ user }, caller] = await Promise.all([getContext(), getCaller()])
  // What is no token at all is refused by its form; to whoever holds it, both are a link that leads nowhere.
  const invitation = await orNull(caller.workspace.invitation({ token }))
  if (invitation === null)
    return (
      <AuthPage
        title="This invitation is over"
        description="It was used, taken back, replaced by a newer one, or a week has passed. Ask for another."
      >
        <LinkButton href="/projects">Go to your projects</LinkButton>
      </AuthPage>
    )
  return (
    <AuthPage
      title={`Join ${invitation.workspaceName}`}
      description={`${invitation.inviterName} invites you as ${invitation.role}: you can ${may[invitation.role]}.`}
    >
      {user === null ? (
        <>
          <LinkButton href={withNext('/sign-in', path)} variant="primary" size="lg">
            Sign in to join
          </LinkButton>
          <p className="text-sm text-ink-faint">
            Sign in with the address the invitation was sent to: {invitation.addressHint}
          </p>
        </>
      ) : (
        <TrpcProvider>
          <JoinButton token={token} />
          <p className="text-sm text-ink-faint">
            You are signed in as {user.user.email}. The invitation was sent to {invitation.addressHint}
          </p>
          <form method="post" action="/api/auth/signout" className="grid">
            <input type="hidden" name="next" value={path} />
            <Button type="submit" variant="ghost">
              Use another address
            </Button>
          </form>
        </TrpcProvider>
      )}
    </AuthPage>
  )
}
