import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { TrpcProvider } from '@/app/_trpc/client'
import { createQueryClient } from '@/app/_trpc/query-client'
import { getContext, Hydrated, trpc } from '@/app/_trpc/server'
import { pathHeader } from '@/app/_ui/path-header'
import { NoteTimeZone } from './_parts/note-time-zone'
import { StudioShell } from './_parts/studio-shell'

/** Only the signed-in get further; others come back here after signing in. What they may see, procedures decide. */
export default async function StudioLayout({ children }: { readonly children: ReactNode }) {
  const { user } = await getContext()
  if (user === null) {
    const wanted = (await headers()).get(pathHeader) ?? '/projects'
    redirect(`/sign-in?next=${encodeURIComponent(wanted)}`)
  }
  // A client of its own: a page hands over what is in the request's, and all of that would be sent twice.
  const client = createQueryClient()
  await client.prefetchQuery(trpc.account.me.queryOptions())
  return (
    <TrpcProvider>
      <Hydrated client={client}>
        <NoteTimeZone />
        <StudioShell>{children}</StudioShell>
      </Hydrated>
    </TrpcProvider>
  )
}
