import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../server/private-files.mjs'
import { ensureBuild, ensureClient } from './build.mjs'
import { webGoodbyeMs } from './drain-times.mjs'
import { dataDir, say } from './environment.mjs'
import { claimInstance, forgetInstance, noteInstance, stopDatabases } from './instance.mjs'
import { isDebugged } from './is-debugged.mjs'
import { keepLogsSmall } from './logs.mjs'
import { ensureMigrated } from './migrate.mjs'
import { isPortFree } from './ports.mjs'
import { lastLines, runProgram } from './run-program.mjs'
import { seedSample, waitForFirstClip } from './sample-project.mjs'
import { appEnvironment, ensureServices, logsDir } from './services.mjs'
import { ensureReady } from './setup.mjs'
import { supervise } from './supervise.mjs'

// From a fresh clone to a running app with a first clip, and nothing left running when it ends. `npm run dev` is the same with
// hot reload. Flags: --dev; --once ends when the first clip of the sample is there; --no-sample makes no demo account.
const flags = new Set(process.argv.slice(2))
const isDev = flags.has('--dev')
const host = process.env.HOST || '127.0.0.1'
const [firstPort, lastPort] = [3000, 3099]
const answerWaitMs = 120_000
const databaseCheckMs = 500

const ending = new AbortController()
const { signal } = ending
const children = new Map()

/** The whole of an ending: children first, because they still write to the databases. */
const end = async (code, { isAtOnce = false } = {}) => {
  if (isAtOnce) for (const child of children.values()) void child.stop({ isAtOnce })
  if (signal.aborted) return
  ending.abort()
  await Promise.all([...children.values()].map((child) => child.stop()))
  await stopDatabases()
  forgetInstance()
  say('stopped; nothing is left running')
  process.exit(code)
}

const fail = (error) => {
  if (signal.aborted) return
  for (const line of String(error.message ?? error).split('\n')) console.error(`clipforge: ${line}`)
  return end(error.exitCode ?? 1)
}

const choosePort = async () => {
  const wanted = Number(process.env.PORT || 0)
  if (wanted > 0) {
    if (await isPortFree(wanted, host)) return wanted
    throw new Error(`PORT ${wanted} is taken by another program. Stop it, or choose another PORT.`)
  }
  for (let port = firstPort; port <= lastPort; port++) if (await isPortFree(port, host)) return port
  throw new Error(`No port from ${firstPort} to ${lastPort} is free. Choose another with PORT.`)
}

/** server/env.ts judges the environment, whole, before anything is started with it. */
const checkEnvironment = async (env) => {
  const args = ['--import', 'tsx', 'server/cli/check-environment.ts']
  const { status, output } = await runProgram(process.execPath, args, { env, signal })
  if (status !== 0) throw Object.assign(new Error(lastLines(output)), { exitCode: status })
}

const originOf = (port) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** A probe may be asked before the app is ready: its 503 is no error on the ops page. */
const waitForAnswer = async (url) => {
  const deadline = Date.now() + answerWaitMs
  while (Date.now() < deadline) {
    try {
      const { ok } = await fetch(url, { signal: AbortSignal.timeout(30_000) })
      if (ok) return
    } catch {
      // Nobody listens yet.
    }
    await sleep(100, undefined, { signal })
  }
  throw new Error(`The app does not answer at ${url}. Its log: ${path.join(logsDir, 'web.log')}`)
}

const startChildren = (env, { port, url }) => {
  const note = () =>
    noteInstance({ url, children: Object.fromEntries([...children].map(([name, child]) => [name, child.pid()])) })
  const start = (name, args, more = {}) =>
    children.set(
      name,
      supervise({
        name,
        args,
        env,
        logFile: path.join(logsDir, `${name}.log`),
        isShown: isDev,
        onStart: () => queueMicrotask(note),
        ...more,
      }),
    )
  const tsx = ['--import', 'tsx']
  // A debugger, and what is compiled on the way, may hold it for as long as they like.
  const watched = isDev || isDebugged(env) ? {} : { liveUrl: `${originOf(port)}/health/live` }
  start('web', ['scripts/web.mjs', isDev ? 'dev' : 'start', host, String(port)], {
    goodbyeMs: webGoodbyeMs(env),
    ...watched,
  })
  start('worker', isDev ? ['node_modules/tsx/dist/cli.mjs', 'watch', 'server/worker.ts'] : [...tsx, 'server/worker.ts'])
}

/** Our databases outlive whoever started them, so that nobody is told when one ends: looked at twice a second. */
const keepDatabases = async (services, onMoved) => {
  let current = services
  while (!signal.aborted) {
    await sleep(databaseCheckMs, undefined, { signal })
    const ended = ['postgres', 'redis'].filter((name) => current[name] !== null && !isAlive(current[name].pid))
    if (ended.length === 0) continue
    try {
      const next = await ensureServices()
      say(`started again after it ended: ${ended.join(', ')}`)
      const hasMoved = ended.some((name) => next[name]?.url !== current[name].url)
      current = next
      if (hasMoved) await onMoved(current)
    } catch (error) {
      say(`ended and could not be started again: ${ended.join(', ')}: ${error.message}`)
    }
  }
}

const showSample = async (env, url) => {
  say('demo account and sample project')
  const { projectId } = await seedSample(env, { signal })
  if (projectId === null) return say('APP_URL is not an address of this machine: no demo account')
  const clip = await waitForFirstClip({
    url: env.DATABASE_URL,
    projectId,
    onStage: (stage) => say(`sample: ${stage}`),
    signal,
  })
  say(`first clip of the sample, "${clip.title}": ${url}/projects/${projectId}`)
  if (!env.S3_BUCKET) say(`its file: ${path.join(dataDir, 'objects', clip.videoKey)}`)
}

const main = async () => {
  ensureReady({ forApp: true })
  const running = await claimInstance()
  if (running !== null) {
    say(running.url === null ? `already starting (process ${running.pid})` : `already running at ${running.url}`)
    process.exit(0)
  }
  const port = await choosePort()
  const url = `http://localhost:${port}`
  const mode = isDev ? { NODE_ENV: 'development', NEXT_DIST_DIR: '.next-dev' } : { NODE_ENV: 'production' }
  await checkEnvironment({ ...appEnvironment({ postgres: null, redis: null }, url), ...mode })
  const services = await ensureServices()
  if (services.postgres !== null) say(`PostgreSQL ${services.postgres.wasRunning ? 'was running' : 'is up'}`)
  if (services.redis !== null) say(`Redis ${services.redis.wasRunning ? 'was running' : 'is up'}`)
  else if (!process.env.REDIS_URL) say('Redis not found: running with in-process limits and cache')
  const environmentOf = (current) => ({ ...appEnvironment(current, url), ...mode })
  const env = environmentOf(services)
  if (await ensureClient({ signal })) say('database client written')
  const migrations = await ensureMigrated(env.DATABASE_URL, { signal })
  if (migrations > 0) say(`database brought up to date (${migrations} migration${migrations === 1 ? '' : 's'})`)
  if (!isDev)
    await ensureBuild({ signal, onStart: () => say('building the app (about a minute, when its sources changed)') })
  startChildren(env, { port, url })
  keepLogsSmall(logsDir)
  void keepDatabases(services, async (moved) => {
    await Promise.all([...children.values()].map((child) => child.stop()))
    startChildren(environmentOf(moved), { port, url })
  }).catch((error) => {
    // Stopping ends its wait, which throws.
    if (!signal.aborted) say(`the databases are not looked after any more: ${error.message}`)
  })
  await waitForAnswer(`${originOf(port)}/health/startup`)
  say(`open ${env.APP_URL} (stop with Ctrl-C or npm stop; logs in ${logsDir})`)
  if (flags.has('--no-sample')) return
  try {
    await showSample(env, env.APP_URL)
  } catch (error) {
    if (flags.has('--once')) throw error
    if (!signal.aborted) say(error.message)
  }
  if (flags.has('--once')) await end(0)
}

let interrupts = 0
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(name, () => {
    interrupts += 1
    if (interrupts === 1) say('stopping')
    void end(0, { isAtOnce: interrupts > 1 })
  })

await main().catch(fail)
