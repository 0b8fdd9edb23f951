import type { Pool } from 'pg'
import { type Call, loadCall } from './calls'
import { type FunctionConfig, maxAttemptsOf } from './function-config'
import { createId } from './ids'
import { type AppHandler, type CallResult, callFunction, type Signing, toFailure } from './protocol'

export type CallOptions = { readonly signing: Signing; readonly maxCallMs: number; nowMs(): number }

/** Makes a claimed call and resolves with what came of it; null when its run has ended meanwhile. Rejects only for the database. */
export const makeCall = async (
  pool: Pool,
  call: Call,
  app: AppHandler,
  config: FunctionConfig,
  { signing, maxCallMs, nowMs }: CallOptions,
): Promise<CallResult | null> => {
  const state = await loadCall(pool, call)
  if (state === null) return null
  const maxAttempts = maxAttemptsOf(config)
  if (call.attempt >= maxAttempts) return deadWorkers(call)
  const answer = callFunction(app, signing, {
    functionId: call.function_id,
    stepId: call.step_id,
    runId: call.run_id,
    requestId: createId(nowMs()),
    generation: call.generation,
    attempt: call.attempt,
    maxAttempts,
    isPlanOnly: state.hasPending,
    events: state.events,
    steps: state.steps,
  })
  return (await withinTime(answer, maxCallMs)) ?? timedOut(maxCallMs)
}

/** The workers of every allowed attempt died, so the step was never heard of again. */
const deadWorkers = (call: Call): CallResult => ({
  kind: 'failed',
  error: {
    name: 'WorkerDied',
    message: `The worker died in each of ${call.attempt} attempts. Look for a step that runs out of memory.`,
  },
  retry: { allowed: false, after: null },
})

const timedOut = (maxCallMs: number): CallResult => ({
  kind: 'failed',
  error: { name: 'CallTimeout', message: `The call took longer than ${maxCallMs} ms.` },
  retry: { allowed: true, after: null },
})

/** The message of what went wrong in a call, if anything did. */
export const causeOf = (result: CallResult): string | undefined => {
  if (result.kind === 'failed') return result.error.message
  const op =
    result.kind === 'ops' ? result.ops.find((each) => each.error !== undefined && each.error !== null) : undefined
  return op && toFailure(op.error).message
}

/** Null when the time is over before the promise is settled. */
export const withinTime = async <T>(promise: Promise<T>, ms: number): Promise<T | null> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
