import type { Pool } from 'pg'
import type { Log } from '@/server/ports/log'
import { type Applied, applyResult, type Backoff } from './apply-result'
import { type Call, claimCalls, expireDeadOwners, readAgenda, releaseLeases, renewLeases } from './calls'
import { transact, untilDatabaseAnswers } from './database'
import { errorWords } from './error-words'
import type { FunctionConfig } from './function-config'
import { listenForWork } from './listen'
import { causeOf, makeCall, withinTime } from './make-call'
import { pruneHistory } from './operations'
import { createOwner, isOwnerDead } from './owner'
import { type AppHandler, type CallResult, fetchFunctions, toFailure } from './protocol'
import { routeHeldEvents } from './receive-events'
import { type RegisteredApp, syncFunctions } from './sync-functions'
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
const othersTimersMs = 50

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

  const patiently = <T>(ask: () => Promise<T>) =>
    untilDatabaseAnswers(ask, (error) => log.warn('the database is away; trying again', { cause: errorWords(error) }))

  let isStopping = false
  let stopped: Promise<void> | undefined
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
  const onPoolError = (error: Error) => log.warn('a database connection broke', { cause: error.message })

  const work = async (call: Call): Promise<void> => {
    const entry = functions.get(call.function_id)
    if (entry === undefined) return
    const { app, config } = entry
    const result = await patiently(() => makeCall(pool, call, app, config, { signing, maxCallMs, nowMs }))
    if (hasReleased) return
    const applied = result === null ? 'stale' : await commit(call, config, result)
    counts[applied]++
    const cause = result === null ? undefined : causeOf(result)
    const fields = { function: call.function_id, run: call.run_id, attempt: call.attempt, cause }
    if (applied === 'failed') log.warn('a run failed', fields)
    if (applied === 'retried') log.warn('a call failed and will be tried again', fields)
    if (applied === 'completed') log.info('a run completed', fields)
    if (applied === 'stale') log.warn('a call came too late for its run', fields)
  }

  /** A result is worth keeping: while the database is away it is offered again, until it is stored or another worker has the call. */
  const commit = async (call: Call, config: FunctionConfig, result: CallResult): Promise<Applied> => {
    const store = (what: CallResult) => patiently(() => applyResult(pool, call, config, what, { backoff, owner }))
    try {
      return await store(result)
    } catch (error) {
      log.error('the result of a call could not be stored', {
        function: call.function_id,
        run: call.run_id,
        cause: errorWords(error),
      })
      return store({ kind: 'failed', error: toFailure(error), retry: { allowed: true, after: null } })
    }
  }

  const launch = (call: Call): void => {
    const done = work(call)
      .catch((error: unknown) =>
        log.error('a call could not be worked', {
          run: call.run_id,
          function: call.function_id,
          cause: errorWords(error),
        }),
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
      // Timers that are due and not done here are being done by another worker, who will say what came of them.
      return (await runDueTimers(pool, { owner, log, random, nowMs })) > 0 ? 0 : othersTimersMs
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
        log.error('the runner could not look for work; trying again', { cause: errorWords(error) })
      }
      if (!isStopping && waitMs > 0) await sleep(waitMs)
    }
  }

  const stop = async (drainMs: number): Promise<void> => {
    isStopping = true
    wake()
    await loop
    await withinTime(Promise.all(working.values()), drainMs)
    for (const timer of timers) clearInterval(timer)
    await stopListening()
    if (working.size > 0) {
      hasReleased = true
      log.warn('the runner stops before its calls have ended; they begin again elsewhere', { calls: working.size })
      await releaseLeases(pool, owner).catch((error: unknown) =>
        log.warn('the calls could not be handed back; they wait for their leases to run out', {
          cause: errorWords(error),
        }),
      )
    }
    pool.off('error', onPoolError)
  }

  return {
    async start() {
      pool.on('error', onPoolError)
      const apps: RegisteredApp[] = []
      for (const app of handlers) {
        const configs = await fetchFunctions(app, signing)
        apps.push({ appId: app.appId, configs })
        for (const config of configs) functions.set(config.id, { app, config })
      }
      await syncFunctions(pool, apps, { nowMs, random })
      stopListening = await listenForWork(pool, { owner, onWork: kick, log })
      const quietly = (what: string, task: () => Promise<unknown>) => () => {
        task().catch((error: unknown) => log.warn(`the runner could not ${what}`, { cause: errorWords(error) }))
      }
      timers.push(
        setInterval(
          quietly('renew its leases', () => renewLeases(pool, owner, leaseMs, [...working.keys()])),
          leaseMs / 3,
        ),
      )
      const takeOver = async () => {
        const dead = await expireDeadOwners(pool, isOwnerDead)
        // An event may be stored while the first functions are being registered, unseen by either side.
        const held = await transact(pool, routeHeldEvents)
        if (dead + held > 0) kick()
      }
      await takeOver()
      timers.push(setInterval(quietly('look for what others left behind', takeOver), takeOverEveryMs))
      timers.push(
        setInterval(
          quietly('remove old runs', () => pruneHistory(pool, retentionMs)),
          pruneEveryMs,
        ),
      )
      loop = run()
      log.info('the runner works', { owner, functions: functions.size, concurrency })
    },
    stop: ({ drainMs = 30_000 } = {}) => {
      stopped ??= stop(drainMs)
      return stopped
    },
    kick,
    stats: () => ({ busy: working.size, calls: { ...counts } }),
  }
}
