import { serve } from 'inngest/edge'
import { createInngest } from '@/inngest'
import { workerFunctions } from '@/inngest/worker'
import { untilProgramsEnded } from './child-process'
import { createContext } from './compose'
import { createApp } from './compose-app'
import { endOnFault } from './end-on-fault'
import { readEnv } from './env'
import { inngestAppId, isEmbedded } from './inngest-options'
import { createGate, type WorkContext } from './pipeline'
import { createServiceNotes } from './platform'
import { withRequestId } from './request-scope'
import { applyRunnerSchema, createRunner } from './runner'
import { serveInngest } from './serve-inngest'
import { serveWorkerMetrics } from './serve-worker-metrics'
import { leadsSession, setSessionPriority } from './session-priority'
import { startOps } from './start-ops'
import { untilIdle } from './until-idle'

/** A stop that takes longer is no stop: what is still at work then goes back to the queue. */
const drainMs = 3_000
/**
 * A step that was stopped says so to whoever called it, and one that can't be, a mail that is being handed over, comes to its end: cut off
 * between the mail server's answer and its own note, it would send that mail twice.
 */
const lastAnswersMs = 4_000
const healthEveryMs = 60_000
const maxCallMs = 24 * 3_600_000

/** Media work, sweeps, mail: everything that takes time. Any number of these may run on one database. */
const main = async (): Promise<void> => {
  const env = readEnv()
  if (leadsSession()) setSessionPriority(process.pid)
  const collector = env.OTEL_EXPORTER_OTLP_ENDPOINT
  if (collector !== undefined) (await import('./start-traces')).startTraces(collector, 'worker')
  const app = await createApp('worker', env)
  const { log } = app.context
  endOnFault(app.context.ports.errors)
  const stop = new AbortController()
  const media = await createContext({
    env,
    log,
    signal: stop.signal,
    onServiceAnswer: createServiceNotes(app.context),
  })
  // Half of the cores each for looking and for rendering: one ffmpeg fills a core or more.
  const atOnce = Math.max(1, Math.floor(env.CLIPFORGE_CORES / 2))
  const gates = { analysis: createGate(atOnce), renders: createGate(atOnce) }
  const maxArtifactBytes = env.CLIPFORGE_CACHE_GB * 1024 ** 3
  const work: WorkContext = { ...app.context, requestId: `worker-${process.pid}`, media, gates, maxArtifactBytes }
  const inngest = createInngest(env, { pool: app.pool, log, errors: app.context.ports.errors })
  const functions = workerFunctions(inngest, work)
  const answer = serve({ client: inngest, functions })
  // What is slow in the database is some run's: both runners name it in the header.
  const handle = (request: Request): Promise<Response> =>
    withRequestId(request.headers.get('x-run-id') ?? work.requestId, () => answer(request))

  const { name, end, busy } = isEmbedded(env) ? await runEmbedded() : await serveInngest({ env, handle, log })
  log.info('worker is ready', {
    pid: process.pid,
    runner: name,
    functions: functions.length,
    cores: env.CLIPFORGE_CORES,
  })
  const sampler = startOps(app, 'worker')
  const figures = serveWorkerMetrics(app)
  const health = setInterval(() => {
    const { rss } = process.memoryUsage()
    const waiting = { analysis: gates.analysis.waiting, renders: gates.renders.waiting }
    log.info('worker lives', { busy: busy(), waiting, rssMb: Math.round(rss / 1024 ** 2) })
  }, healthEveryMs)

  let isStopping = false
  const shutDown = async (signal: string): Promise<void> => {
    // Asked twice: somebody can't wait. Programs die with this process, and its work goes to others when its leases run out.
    if (isStopping) process.exit(1)
    isStopping = true
    log.info('worker stops', { signal })
    clearInterval(health)
    sampler.stop()
    figures?.close()
    await end(drainMs)
    stop.abort()
    await untilProgramsEnded()
    if (busy() > 0) log.info('worker waits for its last answers', { busy: busy() })
    await untilIdle(busy, lastAnswersMs)
    await app.close()
    log.info('worker has stopped', { signal })
    // Engines hold threads open; what is worth waiting for has been awaited.
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void shutDown(signal))

  async function runEmbedded() {
    await applyRunnerSchema(app.pool)
    const runner = createRunner({
      pool: app.pool,
      handlers: [{ appId: inngestAppId, handle }],
      log,
      // Steps wait for their turn at the gates, which costs nothing; a slot for each lets their hearts beat.
      concurrency: 48,
      // That wait counts, and a queue may take hours: whether a call lives is told by its lease, not by its length.
      maxCallMs,
    })
    await runner.start()
    return {
      name: 'embedded',
      // Hands back what is under way before its ffmpeg is stopped: a stopped step must not count as one that failed.
      end: (drainMs: number) => runner.stop({ drainMs }),
      busy: () => runner.stats().busy,
    }
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(78)
})
