import type { TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { isDomainError } from '@/server/errors'
import { contextOf } from './context'
import { retryAfter } from './explain-error'
import { refuseRequest } from './refuse-request'
import { appRouter } from './root'
import { withLimit } from './with-limit'

const endpoint = '/api/trpc'
const maxBatchSize = 20

/** Calls, batches and subscriptions over HTTP, wherever the request came in. */
export const handleTrpc = async (request: Request): Promise<Response> => {
  const refused = await refuseRequest(request)
  if (refused !== null) return refused
  const app = await contextOf(request.headers)
  return withLimit({ app, headers: request.headers, cost: countCalls(request) }, (who) =>
    fetchRequestHandler({
      endpoint,
      req: request,
      router: appRouter,
      createContext: async ({ resHeaders }) => ({ ...(await who()), resHeaders }),
      maxBatchSize,
      responseMeta: ({ errors }) => ({
        headers: new Headers({ 'cache-control': 'private, no-store', ...latestRetry(errors) }),
      }),
    }),
  )
}

/** A batch names its procedures with commas between; each of them counts, unless they are so many that none will be called. */
const countCalls = (request: Request): number => {
  const { pathname, searchParams } = new URL(request.url)
  const calls = searchParams.has('batch') ? pathname.split(',').length : 1
  return calls > maxBatchSize ? 1 : calls
}

/** What a batch's calls have to wait for, it waits for the longest of. */
const latestRetry = (errors: readonly TRPCError[]): Record<string, string> => {
  const waits = errors.flatMap(({ cause }) => (isDomainError(cause) ? [retryAfter(cause)] : []))
  const seconds = waits.flatMap((headers) => headers['retry-after'] ?? []).map(Number)
  return seconds.length === 0 ? {} : { 'retry-after': String(Math.max(...seconds)) }
}
