import { askAgainMs } from '@/app/_trpc/ask-again'
import { returnWords } from '@/app/_trpc/use-return'
import { AppShell } from '@/app/_ui/app-shell'
import { Button } from '@/app/_ui/button'
import { LinkButton } from '@/app/_ui/link-button'
import type { NavLink } from '@/app/_ui/nav-links'
import { Loading, Skeleton } from '@/app/_ui/skeleton'
import { StatusPage } from '@/app/_ui/status-page'
import { signOut } from './sign-out'

/** In place of a page that is on its way. */
export const PageSkeleton = () => (
  <Loading label="The page is loading" className="mx-auto grid max-w-4xl gap-4">
    <Skeleton className="h-8 w-48" />
    <Skeleton className="h-10 w-full" />
    <Skeleton className="h-40 w-full" />
  </Loading>
)

/** The frame before it is known who is here. */
export const ShellSkeleton = ({ links }: { readonly links: readonly NavLink[] }) => (
  <AppShell home="/projects" links={links} barLinks={links} barStart={<Skeleton className="h-6 w-32" />}>
    <PageSkeleton />
  </AppShell>
)

/** In place of the frame when it can't be known who is here. */
export function ShellError({
  error,
  isBusy,
  onAgain,
}: {
  readonly error: { readonly message: string; readonly data?: { readonly error: string } | null | undefined }
  readonly isBusy: boolean
  readonly onAgain: () => void
}) {
  if (error.data?.error === 'not_found')
    return (
      <StatusPage title="You belong to no workspace any more" actions={<Button onClick={signOut}>Sign out</Button>}>
        Ask for an invitation to one, or sign in with another address.
      </StatusPage>
    )
  const again = (
    <Button variant="primary" onClick={onAgain} isBusy={isBusy} busyLabel="Trying">
      Try again
    </Button>
  )
  if (error.data?.error === 'unauthenticated')
    return (
      <StatusPage title="You are signed out" actions={<LinkButton href="/sign-in">Sign in</LinkButton>}>
        Your session has ended. Your videos and clips are kept.
      </StatusPage>
    )
  if (askAgainMs(error) !== false)
    return (
      <StatusPage title={returnWords.title} actions={again}>
        <p role="status">{returnWords.text}</p>
      </StatusPage>
    )
  return (
    <StatusPage title="Your workspace could not be shown" actions={again}>
      <p role="alert">{error.message}</p>
    </StatusPage>
  )
}
