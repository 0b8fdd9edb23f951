import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { DomainError } from '@/server/errors'
import { type FunctionConfig, functionConfigSchema } from './function-config'

/** An app's `serve()` handler (inngest/edge), called in this process: no port, and no HTTP client's time limit. */
export type AppHandler = {
  readonly appId: string
  handle(request: Request): Promise<Response>
}

/** Only a name: the request never leaves the process. */
const appUrl = 'http://embedded-runner.internal/api/inngest'

export type CallInput = {
  readonly functionId: string
  /** The hashed id of the step to run, or `step`: find out what comes next. */
  readonly stepId: string
  readonly runId: string
  readonly requestId: string
  readonly generation: number
  readonly attempt: number
  readonly maxAttempts: number
  /** True while other steps of the run are pending: found steps are reported, not run at once. */
  readonly isPlanOnly: boolean
  readonly events: readonly unknown[]
  /** Completed steps in the order of their completion. */
  readonly steps: readonly { readonly id: string; readonly value: unknown }[]
}

const opSchema = z.object({
  id: z.string().min(1),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  opts: z.record(z.string(), z.unknown()).nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
})
export type Op = z.infer<typeof opSchema>

export type StepFailure = {
  readonly name: string
  readonly message: string
  readonly stack?: string | undefined
  readonly [key: string]: unknown
}

export type CallResult =
  | { readonly kind: 'finished'; readonly data: unknown }
  | { readonly kind: 'ops'; readonly ops: readonly Op[]; readonly retry: Retry; readonly isEager: boolean }
  | { readonly kind: 'failed'; readonly error: StepFailure; readonly retry: Retry }

export type Retry = { readonly allowed: boolean; readonly after: string | null }

/** Asks an app for its functions (in-band sync). */
export const fetchFunctions = async (app: AppHandler, signing: Signing): Promise<FunctionConfig[]> => {
  const response = await send(app, signing, 'PUT', '', { url: appUrl }, { 'x-inngest-sync-kind': 'in_band' })
  const text = await response.text()
  if (response.status !== 200) {
    throw new DomainError(
      'internal',
      `The functions of app ${app.appId} could not be read (${response.status}): ${text.slice(0, 500)}`,
    )
  }
  return z.object({ functions: z.array(functionConfigSchema) }).parse(JSON.parse(text)).functions
}

/** Calls a function once. Never throws for what the function does; a handler that breaks is a failed call that may be tried again. */
export const callFunction = async (app: AppHandler, signing: Signing, call: CallInput): Promise<CallResult> => {
  const body = {
    version: 2,
    use_api: false,
    event: call.events[0],
    events: call.events,
    steps: Object.fromEntries(call.steps.map((step) => [step.id, step.value])),
    // Without `fn_id` the SDK does not checkpoint: each step's result comes back in the response, and is stored with what follows.
    ctx: {
      run_id: call.runId,
      attempt: call.attempt,
      max_attempts: call.maxAttempts,
      disable_immediate_execution: call.isPlanOnly,
      use_api: false,
      stack: { stack: call.steps.map((step) => step.id), current: call.steps.length },
    },
  }
  try {
    const query = `?fnId=${encodeURIComponent(call.functionId)}&stepId=${encodeURIComponent(call.stepId)}`
    const response = await send(app, signing, 'POST', query, body, {
      'x-run-id': call.runId,
      'x-request-id': call.requestId,
      'x-inngest-req-version': '2',
      'x-inngest-generation-id': String(call.generation),
    })
    return readResponse(response.status, response.headers, await response.text())
  } catch (error) {
    return { kind: 'failed', error: toFailure(error), retry: { allowed: true, after: null } }
  }
}

const readResponse = (status: number, headers: Headers, text: string): CallResult => {
  const retry = { allowed: headers.get('x-inngest-no-retry') !== 'true', after: headers.get('retry-after') }
  const body: unknown = text === '' ? null : JSON.parse(text)
  if (status === 200) return { kind: 'finished', data: body }
  if (status !== 206) return { kind: 'failed', error: toFailure(body), retry }
  return {
    kind: 'ops',
    ops: z.array(opSchema).parse([body].flat()),
    retry,
    isEager: headers.get('x-inngest-req-version') === '1',
  }
}

const failureSchema = z.looseObject({
  name: z.string().catch('Error'),
  message: z.string().optional(),
  error: z.string().optional(),
  stack: z.string().optional().catch(undefined),
})

/** Any error's shape as the SDK serializes it: name, message, stack and whatever else it carries. */
export const toFailure = (error: unknown): StepFailure => {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack }
  const read = failureSchema.safeParse(error)
  if (!read.success)
    return { name: 'Error', message: JSON.stringify(error ?? 'The function failed without saying why.') }
  return { ...read.data, message: read.data.message ?? read.data.error ?? 'The function failed without saying why.' }
}

export type Signing = { readonly key: string | null; nowMs(): number }

const send = (
  app: AppHandler,
  signing: Signing,
  method: 'POST' | 'PUT',
  query: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Response> => {
  const text = signing.key === null ? JSON.stringify(body) : canonicalJson(body)
  return app.handle(
    new Request(appUrl + query, {
      method,
      headers: {
        'content-type': 'application/json',
        host: new URL(appUrl).host,
        'x-inngest-server-kind': signing.key === null ? 'dev' : 'cloud',
        ...(signing.key === null ? {} : { 'x-inngest-signature': sign(text, signing.key, signing.nowMs()) }),
        ...headers,
      },
      body: text,
    }),
  )
}

const sign = (text: string, key: string, nowMs: number): string => {
  const seconds = Math.floor(nowMs / 1000)
  const secret = key.replace(/^signkey-\w+-/, '')
  return `t=${seconds}&s=${createHmac('sha256', secret).update(`${text}${seconds}`).digest('hex')}`
}

/** JSON with sorted keys (RFC 8785), the form in which a body is signed. By hand: an object would put number-like keys first. */
const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each ?? null)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`
}
