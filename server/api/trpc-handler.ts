import type { TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { isDomainError } from '@/server/errors'
import { answerCalls } from './answer-calls'
import { contextOf } from './context'
import { errorHeaders } from './explain-error'
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
  const { pathname, searchParams: search } = new URL(request.url)
  const paths = pathsOf(pathname)
  // A batch names its procedures with commas between; each of them counts, unless they are so many that none will be called.
  const isTooLong = paths.length > maxBatchSize
  const cost = search.has('batch') && !isTooLong ? paths.length : 1
  return withLimit({ app, headers: request.headers, cost }, async (identify) => {
    // A procedure reports what it meets; this is before any.
    const who = () =>
      identify().catch((error: unknown) => {
        if (!isDomainError(error)) app.ports.errors.report(error, { where: 'door', requestId: app.requestId })
        throw error
      })
    const answer = isTooLong ? null : await answerCalls({ request, paths, search, who, headersOf })
    if (answer !== null) return answer
    return fetchRequestHandler({
      endpoint,
      req: request,
      router: appRouter,
      createContext: async ({ resHeaders }) => ({ ...(await who()), resHeaders }),
      maxBatchSize,
      responseMeta: ({ errors }) => ({ headers: new Headers(headersOf(errors)) }),
    })
  })
}

const headersOf = (errors: readonly TRPCError[]): Record<string, string> => ({
  'cache-control': 'private, no-store',
  ...errorHeaders(errors.flatMap(({ cause }) => (isDomainError(cause) ? [cause] : []))),
})

/**
 * The procedures an address names, as tRPC reads it: decoded first, so that a comma may come as `%2C`. What can't be decoded stays as it is,
 * and tRPC answers 400.
 */
const pathsOf = (pathname: string): readonly string[] => {
  const path = pathname.slice(endpoint.length + 1)
  try {
    return decodeURIComponent(path).split(',')
  } catch {
    return [path]
  }
}
