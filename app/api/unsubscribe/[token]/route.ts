import { serveUnsubscribe } from '@/server/api/serve-unsubscribe'
import { requestContext } from '@/server/compose-app'

export const dynamic = 'force-dynamic'

const handle = async (
  request: Request,
  { params }: { readonly params: Promise<{ readonly token: string }> },
): Promise<Response> => serveUnsubscribe(request, await requestContext(), (await params).token)

export { handle as GET, handle as POST }
