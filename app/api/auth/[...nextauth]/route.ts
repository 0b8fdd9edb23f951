import { after } from 'next/server'
import { handleAuth } from '@/app/_auth/handle-auth'
import { oauthProviders } from '@/app/_auth/providers'
import { contextOf } from '@/server/api/context'
import { getApp } from '@/server/compose-app'

export const dynamic = 'force-dynamic'

const handle = async (request: Request, { params }: { readonly params: Promise<{ readonly nextauth: string[] }> }) => {
  const { env } = await getApp()
  const { nextauth } = await params
  return handleAuth(await contextOf(request.headers), { oauth: oauthProviders(env), after }, request, nextauth)
}

export { handle as GET, handle as POST }
