import { type TRPCDataTransformer as DataTransformer, initTRPC, TRPCError } from '@trpc/server'
import superjson from 'superjson'
import type { AppContext, RoleName, UserContext, WorkspaceContext } from '@/server/context'
import { DomainError, type ErrorCode, errorTable, isDomainError, unforeseenMessage } from '@/server/errors'
import { withRequestId } from '@/server/request-scope'
import { namesPrototype } from './names-prototype'
import { serialize } from './serialize'

/** Of one request: the app, and who asks, looked up once from the session cookie. */
export type TrpcContext = {
  readonly app: AppContext
  /** null: nobody is signed in. */
  readonly user: UserContext | null
  /** The workspace chosen by the request, or the person's own; null for nobody. */
  readonly workspace: WorkspaceContext | null
  /** For procedures that set a cookie. */
  readonly resHeaders: Headers
}

/** superjson drops such names without a word; a caller is told that there is nothing to be had. */
const transformer: DataTransformer = {
  serialize,
  deserialize: (value) => {
    if (namesPrototype(value)) throw new TRPCError({ code: 'BAD_REQUEST' })
    return superjson.deserialize(value)
  },
}

const t = initTRPC.context<TrpcContext>().create({
  transformer,
  sse: {
    ping: { enabled: true, intervalMs: 15_000 },
    client: { reconnectAfterInactivityMs: 25_000 },
  },
  errorFormatter: ({ shape, error, ctx }) => {
    const { code, message, details } = explain(error)
    return {
      ...shape,
      message,
      data: {
        // The path, a stack or what zod saw inside are of no use to a client and of some to an attacker.
        code: shape.data.code,
        httpStatus: errorTable[code].http,
        error: code,
        details,
        requestId: ctx?.app.requestId ?? null,
      },
    }
  },
})

const explain = (
  error: TRPCError,
): { code: ErrorCode; message: string; details: Readonly<Record<string, unknown>> } => {
  if (isDomainError(error.cause) && errorTable[error.cause.code].expose)
    return { code: error.cause.code, message: error.cause.message, details: error.cause.details }
  if (error.code === 'BAD_REQUEST' || error.code === 'PARSE_ERROR')
    return { code: 'invalid_request', message: 'The request is not of the form this needs.', details: {} }
  if (error.code === 'NOT_FOUND') return { code: 'not_found', message: 'There is no such procedure.', details: {} }
  if (error.code === 'METHOD_NOT_SUPPORTED')
    return { code: 'invalid_request', message: 'This needs another method.', details: {} }
  return { code: 'internal', message: unforeseenMessage, details: {} }
}

const trpcCodes = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  402: 'PAYMENT_REQUIRED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  410: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  460: 'UNPROCESSABLE_CONTENT',
  499: 'CLIENT_CLOSED_REQUEST',
  500: 'INTERNAL_SERVER_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
  507: 'SERVICE_UNAVAILABLE',
} as const satisfies Record<number, TRPCError['code']>

/** A domain's error becomes tRPC's, by the one table; its text travels in the shape above. */
const translateErrors = t.middleware(async ({ next, ctx, path }) => {
  const startedAt = performance.now()
  const result = await withRequestId(ctx.app.requestId, () => next())
  ctx.app.ports.metrics.observe(
    'trpc_duration_seconds',
    { procedure: path, code: result.ok ? 'ok' : explain(result.error).code },
    (performance.now() - startedAt) / 1_000,
  )
  if (result.ok) return isStream(result.data) ? { ...result, data: translated(result.data) } : result
  const { cause } = result.error
  if (isDomainError(cause)) {
    if (errorTable[cause.code].http >= 500)
      ctx.app.log.error('procedure failed', {
        path,
        code: cause.code,
        requestId: ctx.app.requestId,
        cause: String(cause.cause ?? cause.message),
      })
    const { digest } = cause
    throw Object.assign(told(cause), digest === undefined ? {} : { digest })
  }
  if (result.error.code === 'INTERNAL_SERVER_ERROR')
    ctx.app.ports.errors.report(cause ?? result.error, {
      where: 'procedure',
      name: path,
      requestId: ctx.app.requestId,
    })
  return result
})

const told = (cause: DomainError): TRPCError =>
  new TRPCError({ code: trpcCodes[errorTable[cause.code].http], cause, message: cause.message })

const isStream = (data: unknown): data is AsyncIterable<unknown> =>
  typeof data === 'object' && data !== null && Symbol.asyncIterator in data

/** What a stream ends with is said as what a call is refused with: a client would take anything else for a fault of ours, and come again for ever. */
async function* translated(stream: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* stream
  } catch (error) {
    throw isDomainError(error) ? told(error) : error
  }
}

export const { router, createCallerFactory } = t

/** Anybody. */
export const publicProcedure = t.procedure.use(translateErrors)

/** Somebody signed in; `ctx.user` is theirs. */
export const userProcedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.user === null) throw new DomainError('unauthenticated', 'Sign in to go on.')
  return next({ ctx: { ...ctx, user: ctx.user } })
})

/** For everybody but an operator there is no such procedure: what it is called is nobody's business. */
export const operatorProcedure = userProcedure.use(({ ctx, next }) => {
  if (!ctx.user.user.isOperator) throw new DomainError('not_found', 'There is no such procedure.')
  return next()
})

const ranks: Readonly<Record<RoleName, number>> = { viewer: 0, editor: 1, admin: 2, owner: 3 }

const atLeast = (role: RoleName) =>
  userProcedure.use(({ ctx, next }) => {
    if (ctx.workspace === null) throw new DomainError('not_found', 'There is no such workspace, or you are not in it.')
    if (ranks[ctx.workspace.role] < ranks[role])
      throw new DomainError('forbidden', `This needs the role ${role}; yours is ${ctx.workspace.role}. Ask an owner.`)
    return next({ ctx: { ...ctx, workspace: ctx.workspace } })
  })

/** A member of the chosen workspace; `ctx.workspace` is what its verbs take. The name says the least role that may call it. */
export const viewerProcedure = atLeast('viewer')
export const editorProcedure = atLeast('editor')
export const adminProcedure = atLeast('admin')
