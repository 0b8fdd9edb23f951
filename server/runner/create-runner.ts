import type { Pool } from 'pg'
import type { Log } from '@/server/ports/log'
import { type Applied, applyResult, type Backoff } from './apply-result'
import { type Call, claimCalls, expireDeadOwners, loadCall, readAgenda, releaseLeases, renewLeases } from './calls'
import { isDatabaseAway } from './database'
import { type FunctionConfig, maxAttemptsOf } from './function-config'
import { createId } from './ids'
import { listenForWork } from './listen'
import { pruneHistory } from './operations'
import { createOwner, isOwnerDead } from './owner'
import { type AppHandler, type CallResult, callFunction, fetchFunctions, toFailure } from './protocol'
import { syncFunctions } from './sync-functions'
import { runDueTimers } from './timers'

export type RunnerOptions = {
  /** At least four connections; calls under way hold none. */
  readonly pool: Pool
  readonly handlers: readonly AppHandler[]
  readonly log: Log
  readonly clock?: { now(): number }
  readonly random?: () => number
  /** Calls of this process at once. */
  readonly concurrency?: number
  /** Requests are signed with it, as an Inngest server signs them; without one the apps have to be in dev mode. */
  readonly signingKey?: string
  /** A worker that is silent this long is taken for dead, and its calls go to others; no step may hold up the event loop so long. */
  readonly leaseMs?: number
  /** Without a wake-up the tables are looked at this often. */
  readonly pollMs?: number
  /** A call that takes longer has failed. */
  readonly maxCallMs?: number
  /** Multiplies the waits between attempts (15 s, 30 s, 1 min ... 2 h, each with up to 30 s of chance). */
  readonly backoffScale?: number
  /** Ended runs and events are kept this long. */
  readonly retentionMs?: number
}

export type RunnerStats = {
  /** Calls under way in this process now. */
  readonly busy: number
  /** Since it was created: calls by how they ended for their run. */
  readonly calls: Readonly<Record<Applied, number>>
}

export type Runner = {
  /** Registers the functions and begins to work; resolves when it is ready for events. */
  start(): Promise<void>
  /** Takes no more calls and waits up to `drainMs` for those under way; what is left is handed to other workers. */
  stop(options?: { readonly drainMs?: number }): Promise<void>
  /** Looks for work now. */
  kick(): void
  stats(): RunnerStats
}

/** The waits of an Inngest server between attempts, in seconds, and what chance adds to each. */
const backoffS = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200]
const backoffJitterS = 30
const pruneEveryMs = 600_000
const takeOverEveryMs = 2000
const retryCommitMs = 250

/** The executor: claims calls, makes them, and writes down what they bring back. Any number of processes may run one on the same database. */
export const createRunner = (options: RunnerOptions): Runner => {
  const { pool, handlers, log, clock = { now: () => Date.now() }, random = Math.random, concurrency = 8 } = options
  const {
    leaseMs = 15_000,
    pollMs = 1000,
    maxCallMs = 2 * 3_600_000,
    backoffScale = 1,
    retentionMs = 14 * 86_400_000,
  } = options
  const owner = createOwner()
  const nowMs = () => clock.now()
  const signing = { key: options.signingKey ?? null, nowMs }
  const functions = new Map<string, { readonly app: AppHandler; readonly config: FunctionConfig }>()
  const working = new Map<string, Promise<void>>()
  const counts: Record<Applied, number> = { stale: 0, retried: 0, advanced: 0, completed: 0, failed: 0, cancelled: 0 }
  const backoff: Backoff = (failed) =>
    ((backoffS[Math.min(failed, backoffS.length) - 1] ?? 0) + random() * backoffJitterS) * 1000 * backoffScale

  let isStopping = false
  let hasReleased = false
  let isWanted = false
  let wake: () => void = () => undefined
  let loop: Promise<void> = Promise.resolve()
  let stopListening: () => Promise<void> = async () => undefined
  const timers: NodeJS.Timeout[] = []

  const kick = () => {
    isWanted = true
    wake()
  }
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (isWanted) wake()
    })
  /** An idle connection that breaks is reported on the pool; without a listener it would end the process. */
  const onPoolError = (error: Error) => log.warn('a database connection broke', { error: error.message })

  const work = async (call: Call): Promise<void> => {
    const entry = functions.get(call.function_id)
    if (entry === undefined) return
    const { app, config } = entry
    const result = await makeCall(call, app, config)
    if (hasReleased) return
    const applied = result === null ? 'stale' : await commit(call, config, result)
    counts[applied]++
    const error = result === null ? undefined : errorIn(result)
    const fields = { function: call.function_id, run: call.run_id, attempt: call.attempt, error }
    if (applied === 'failed') log.warn('a run failed', fields)
    if (applied === 'retried') log.warn('a call failed and will be tried again', fields)
    if (applied === 'completed') log.info('a run completed', fields)
    if (applied === 'stale') log.warn('a call came too late for its run', fields)
  }

  const makeCall = async (call: Call, app: AppHandler, config: FunctionConfig): Promise<CallResult | null> => {
    const state = await untilDatabaseAnswers(() => loadCall(pool, call))
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

  /** A result is worth keeping: while the database is away it is offered again, until it is stored or another worker has the call. */
  const commit = async (call: Call, config: FunctionConfig, result: CallResult): Promise<Applied> => {
    const store = (what: CallResult) =>
      untilDatabaseAnswers(() => applyResult(pool, call, config, what, { backoff, owner }))
    try {
      return await store(result)
    } catch (error) {
      log.error('the result of a call could not be stored', { function: call.function_id, run: call.run_id, error })
      return store({ kind: 'failed', error: toFailure(error), retry: { allowed: true, after: null } })
    }
  }

  const untilDatabaseAnswers = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        if (!isDatabaseAway(error)) throw error
        log.warn('the database is away; trying again', {
          error: error instanceof Error ? error.message : String(error),
        })
        await new Promise((resolve) => setTimeout(resolve, retryCommitMs))
      }
    }
  }

  const launch = (call: Call): void => {
    const done = work(call)
      .catch((error: unknown) =>
        log.error('a call could not be worked', { run: call.run_id, function: call.function_id, error }),
      )
      .finally(() => {
        working.delete(call.id)
        kick()
      })
    working.set(call.id, done)
  }

  const turn = async (): Promise<number> => {
    const functionIds = [...functions.keys()]
    const wanted = concurrency - working.size
    if (wanted > 0) {
      const calls = await claimCalls(pool, { functionIds, owner, leaseMs, wanted, working: [...working.keys()] })
      for (const call of calls) launch(call)
    }
    const agenda = await readAgenda(pool, functionIds)
    if (agenda.timersMs !== null && agenda.timersMs <= 0) {
      await runDueTimers(pool, { owner, log, random, nowMs })
      return 0
    }
    return Math.max(1, Math.min(pollMs, agenda.timersMs ?? pollMs, agenda.callsMs ?? pollMs))
  }

  const run = async (): Promise<void> => {
    while (!isStopping) {
      isWanted = false
      let waitMs = pollMs
      try {
        waitMs = await turn()
      } catch (error) {
        log.error('the runner could not look for work; trying again', { error })
      }
      if (!isStopping && waitMs > 0) await sleep(waitMs)
    }
  }

  return {
    async start() {
      pool.on('error', onPoolError)
      for (const app of handlers) {
        const configs = await fetchFunctions(app, signing)
        await syncFunctions(pool, app.appId, configs, { nowMs, random })
        for (const config of configs) functions.set(config.id, { app, config })
      }
      stopListening = await listenForWork(pool, { owner, onWork: kick, log })
      const quietly = (what: string, task: () => Promise<unknown>) => () => {
        task().catch((error: unknown) => log.warn(`the runner could not ${what}`, { error }))
      }
      timers.push(
        setInterval(
          quietly('renew its leases', () => renewLeases(pool, owner, leaseMs)),
          leaseMs / 3,
        ),
      )
      const takeOver = async () => {
        if ((await expireDeadOwners(pool, isOwnerDead)) > 0) kick()
      }
      await takeOver()
      timers.push(setInterval(quietly('look for dead workers', takeOver), takeOverEveryMs))
      timers.push(
        setInterval(
          quietly('remove old runs', () => pruneHistory(pool, retentionMs)),
          pruneEveryMs,
        ),
      )
      loop = run()
      log.info('the runner works', { owner, functions: functions.size, concurrency })
    },
    async stop({ drainMs = 30_000 } = {}) {
      isStopping = true
      wake()
      await loop
      await withinTime(Promise.all(working.values()), drainMs)
      for (const timer of timers) clearInterval(timer)
      await stopListening()
      if (working.size > 0) {
        hasReleased = true
        const released = await releaseLeases(pool, owner)
        log.warn('the runner stopped before its calls had ended; they begin again elsewhere', { released })
      }
      pool.off('error', onPoolError)
    },
    kick,
    stats: () => ({ busy: working.size, calls: { ...counts } }),
  }
}

const errorIn = (result: CallResult): string | undefined => {
  if (result.kind === 'failed') return result.error.message
  const op =
    result.kind === 'ops' ? result.ops.find((each) => each.error !== undefined && each.error !== null) : undefined
  return op && toFailure(op.error).message
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

/** Null when the time is over before the promise is settled. */
const withinTime = async <T>(promise: Promise<T>, ms: number): Promise<T | null> => {
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
