import {
  type AnyTRPCProcedure,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
  type TRPCProcedureType,
  transformTRPCResponse,
} from '@trpc/server'
import { getHTTPStatusCode } from '@trpc/server/http'
import type { TrpcContext } from './init'
import { appRouter } from './root'

export type Calls = {
  readonly request: Request
  /** Names of procedures, decoded. */
  readonly paths: readonly string[]
  readonly search: URLSearchParams
  readonly who: () => Promise<TrpcContext>
  /** Of the whole answer, by what went wrong in it. */
  readonly headersOf: (errors: readonly TRPCError[]) => Readonly<Record<string, string>>
}

const { _config: config } = appRouter._def
// The type of this is nested as the routers are; what is there is every procedure by its whole name.
const procedures = appRouter._def.procedures as unknown as Readonly<Record<string, AnyTRPCProcedure>>
const kinds = new Map(Object.entries(procedures).map(([path, { _def }]) => [path, _def.type]))

const kindOf: Readonly<Record<string, TRPCProcedureType>> = { GET: 'query', POST: 'mutation' }

/**
 * Calls of procedures as they nearly always come: of JSON, one or a batch, each by the method that fits it. tRPC's own handler prepares for
 * streams and forms, which takes three times as long as all else it does; what is any of that, and what is wrong in form, is left to it
 * (null). Its answers and these are the same; a test compares.
 */
export const answerCalls = async (calls: Calls): Promise<Response | null> => {
  const { request, paths, search, headersOf } = calls
  const { method, signal } = request
  const type = kindOf[method]
  if (type === undefined || !isPlain(calls, type)) return null
  const headers = new Headers({ vary: 'trpc-accept, accept', 'content-type': 'application/json' })
  const found = await calls.who().then(
    (context) => ({ context: { ...context, resHeaders: headers }, error: null }),
    (cause: unknown) => ({ context: undefined, error: getTRPCErrorFromUnknown(cause) }),
  )
  let inputs: Promise<Inputs> | undefined
  const call = async (path: string, batchIndex: number) => {
    const getRawInput = async () => {
      inputs ??= readInputs(calls)
      return (await inputs)[batchIndex]
    }
    try {
      if (found.error !== null) throw found.error
      const ctx = found.context
      return { data: await callTRPCProcedure({ router: appRouter, path, getRawInput, ctx, type, signal, batchIndex }) }
    } catch (cause) {
      return { error: getTRPCErrorFromUnknown(cause) }
    }
  }
  const results = await Promise.all(paths.map(call))
  const shapes = results.map(({ data, error }, at) =>
    error === undefined
      ? { result: { data } }
      : { error: getTRPCErrorShape({ config, error, type, path: paths[at], input: undefined, ctx: found.context }) },
  )
  for (const [name, value] of Object.entries(headersOf(results.flatMap(({ error }) => error ?? []))))
    headers.append(name, value)
  const written = transformTRPCResponse(config, shapes)
  const body = isBatch(search) || !Array.isArray(written) ? written : written[0]
  return new Response(JSON.stringify(body), { status: getHTTPStatusCode(shapes), headers })
}

const isBatch = (search: URLSearchParams): boolean => search.get('batch') === '1'

const isPlain = ({ request: { method, headers }, paths, search }: Calls, type: TRPCProcedureType): boolean =>
  paths.every((path) => kinds.get(path) === type) &&
  (paths.length === 1 || isBatch(search)) &&
  !headers.has('trpc-accept') &&
  !headers.get('accept')?.includes('jsonl') &&
  !search.has('connectionParams') &&
  (headers.has('content-type')
    ? /^application\/json *(?:;|$)/i.test(headers.get('content-type') ?? '')
    : method === 'GET')

type Inputs = Readonly<Record<number, unknown>>

/** By their places in the batch. @throws TRPCError */
const readInputs = async ({ request, paths, search }: Calls): Promise<Inputs> => {
  const { deserialize } = config.transformer.input
  try {
    const text = search.get('input')
    const given: unknown = request.method === 'POST' ? await request.json() : text ? JSON.parse(text) : undefined
    if (given === undefined) return {}
    if (!isBatch(search)) return { 0: deserialize(given) }
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      throw new TRPCError({ code: 'BAD_REQUEST', message: 'The inputs of a batch are an object.' })
    const inputs: Record<number, unknown> = {}
    for (const [at] of paths.entries()) {
      const input: unknown = Reflect.get(given, at)
      if (input !== undefined) inputs[at] = deserialize(input)
    }
    return inputs
  } catch (cause) {
    throw cause instanceof TRPCError ? cause : new TRPCError({ code: 'BAD_REQUEST', cause })
  }
}
