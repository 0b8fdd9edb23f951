import { createTrpcContext } from '@/server/api/context'
import { serveTus } from '@/server/api/serve-tus'

export const dynamic = 'force-dynamic'

const handle = async (request: Request): Promise<Response> =>
  serveTus(request, await createTrpcContext(request.headers))

export { handle as DELETE, handle as GET, handle as HEAD, handle as OPTIONS, handle as PATCH, handle as POST }
