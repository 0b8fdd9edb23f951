import { serveMedia } from '@/server/api/serve-media'
import { requestContext } from '@/server/compose-app'

export const dynamic = 'force-dynamic'

const handle = async (request: Request): Promise<Response> => serveMedia(request, await requestContext())

export { handle as DELETE, handle as GET, handle as HEAD, handle as PATCH, handle as POST, handle as PUT }
