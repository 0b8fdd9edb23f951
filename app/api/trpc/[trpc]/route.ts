import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { createTrpcContext } from '@/server/api/context'
import { refuseRequest } from '@/server/api/refuse-request'
import { appRouter } from '@/server/api/root'

export const dynamic = 'force-dynamic'

const handle = async (request: Request): Promise<Response> =>
  (await refuseRequest(request)) ??
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: ({ resHeaders }) => createTrpcContext(request.headers, resHeaders),
    maxBatchSize: 20,
    responseMeta: () => ({ headers: new Headers({ 'cache-control': 'private, no-store' }) }),
  })

export { handle as GET, handle as POST }
