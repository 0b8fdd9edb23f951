import type { Metadata } from 'next'
import { TrpcProvider } from '@/app/_trpc/client'
import { orNull } from '@/app/_trpc/or-null'
import { getCaller, getContext } from '@/app/_trpc/server'
import { LinkButton } from '@/app/_ui/link-button'
import { AuthPage } from '../../_parts/auth-page'
import { JoinButton } from './_parts/join-button'

export const metadata: Metadata = { title: 'Invitation', robots: { index: false }, referrer: 'no-referrer' }

const may = {
  owner: 'do everything, members and plan included',
  admin: 'make clips and manage members',
  editor: 'upload videos and make clips',
  viewer: 'watch and download what is there',
} as const

export default async function InvitePage({ params }: { readonly params: Promise<{ token: string }> }) {
  const { token } = await params
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
          <LinkButton href={`/sign-in?next=${encodeURIComponent(`/invite/${token}`)}`} variant="primary" size="lg">
            Sign in to join
          </LinkButton>
          <p className="text-sm text-ink-faint">
            Sign in with the address the invitation was sent to: {invitation.addressHint}
          </p>
        </>
      ) : (
        <TrpcProvider>
          <JoinButton token={token} />
          <p className="text-sm text-ink-faint">You are signed in as {user.user.email}.</p>
        </TrpcProvider>
      )}
    </AuthPage>
  )
}
