import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { createTrpcContext } from './context'
import { refuseRequest } from './refuse-request'
import { appRouter } from './root'

/** Calls, batches and subscriptions over HTTP, wherever the request came in. */
export const handleTrpc = async (request: Request): Promise<Response> =>
  (await refuseRequest(request)) ??
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: ({ resHeaders }) => createTrpcContext(request.headers, resHeaders),
    maxBatchSize: 20,
    responseMeta: () => ({ headers: new Headers({ 'cache-control': 'private, no-store' }) }),
  })
