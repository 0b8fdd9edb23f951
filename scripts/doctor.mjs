import { existsSync, statfsSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { appPostgres } from './db.mjs'
import { dataDir, projectDir } from './environment.mjs'
import { findInstance } from './instance.mjs'
import { findPostgres } from './postgres.mjs'
import { findRedis, findRedisProgram } from './redis.mjs'
import { lastLines, runProgram } from './run-program.mjs'
import { appRedis } from './services.mjs'
import { arePackagesInstalled, isNodeTooOld, minimumNode, needs, programsDir } from './setup.mjs'

// npm run doctor: what is configured, what is missing, and what each gap costs. Changes nothing, starts nothing. Exits with 69 when
// something that is needed is missing, with 78 when a variable is bad.

const env = process.env
const lowSpaceBytes = 20 * 1024 ** 3
const connectMs = 3_000

/** `state`: ok, default (works, at the cost that is said), missing (does not work). */
const ok = (name, text) => ({ state: 'ok', name, text })
const fallback = (name, text) => ({ state: 'default', name, text })
const missing = (name, text) => ({ state: 'missing', name, text })

const machine = () => [
  isNodeTooOld()
    ? missing('Node', `${process.version} is too old: ${minimumNode.join('.')} or newer`)
    : ok('Node', process.version),
  arePackagesInstalled()
    ? ok('npm packages', 'as the lock file says')
    : missing('npm packages', 'not installed, or not those of the lock file: npm start installs them'),
  ...needs
    .filter((need) => process.platform === 'linux' || !need.linuxOnly)
    .map((need) => {
      if (need.probe()) return ok(need.name, need.why)
      if (need.testsOnly) return fallback(need.name, `not here: npm test can't run without it (${need.why})`)
      return missing(need.name, `not here: it ${need.why}`)
    }),
]

const canConnect = ({ hostname, port }, defaultPort) =>
  new Promise((resolve) => {
    const socket = net.connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || defaultPort) })
    const settle = (isThere) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.setTimeout(connectMs, () => settle(false))
    socket.on('connect', () => settle(true))
    socket.on('error', () => settle(false))
  })

const given = async (name, variable, defaultPort) => {
  const address = URL.canParse(env[variable]) ? new URL(env[variable]) : null
  if (address === null) return missing(name, `${variable} is not an address`)
  return (await canConnect(address, defaultPort))
    ? ok(name, `${address.host} (${variable})`)
    : missing(name, `nothing answers at ${address.host} (${variable})`)
}

const database = async () => {
  if (env.DATABASE_URL) return given('database', 'DATABASE_URL', 5432)
  const running = arePackagesInstalled() ? await findPostgres(appPostgres) : null
  const where = `our own PostgreSQL, ${running === null ? 'not running now' : `process ${running.pid}`}, data in ${appPostgres.dataDir}`
  return fallback(
    'database',
    `${where}. One machine, and backups are yours to make (npm run backup -- /folder). DATABASE_URL names another.`,
  )
}

const redis = async () => {
  if (env.REDIS_URL) return given('Redis', 'REDIS_URL', 6379)
  if (findRedisProgram(programsDir) === null)
    return fallback(
      'Redis',
      'not found: each process counts limits for itself and caches alone. Install redis-server or set REDIS_URL.',
    )
  const running = await findRedis(appRedis)
  return ok(
    'Redis',
    `our own, ${running === null ? 'not running now' : `process ${running.pid}`}. REDIS_URL names another.`,
  )
}

const files = () => {
  if (env.S3_BUCKET) return ok('files', `bucket ${env.S3_BUCKET} at ${env.S3_ENDPOINT || 'Amazon S3'}`)
  const { bavail, bsize } = statfsSync(existsSync(dataDir) ? dataDir : projectDir)
  const free = `${Math.round((bavail * bsize) / 1024 ** 3)} GB free`
  const text = `on this machine's disk, ${path.join(dataDir, 'objects')}, ${free}`
  return bavail * bsize < lowSpaceBytes
    ? fallback('files', `${text}: too little for one upload of the largest size. Make room, or set S3_BUCKET.`)
    : fallback('files', `${text}. One machine only. S3_BUCKET with its keys names a shared store.`)
}

const speech = () => {
  if (env.SPEECH_BASE_URL)
    return ok(
      'speech',
      `${env.SPEECH_MODEL || 'whisper-1'} at ${URL.canParse(env.SPEECH_BASE_URL) ? new URL(env.SPEECH_BASE_URL).host : 'SPEECH_BASE_URL'}`,
    )
  const model = env.WHISPER_MODEL || 'onnx-community/whisper-base_timestamped'
  const folder = env.WHISPER_MODEL_DIR || path.join(dataDir, 'models', ...model.split('/'))
  if (existsSync(path.join(folder, 'config.json'))) return ok('speech', `Whisper on this machine, ${folder}`)
  return fallback(
    'speech',
    `no model here yet: ${model} is fetched at the first use; without a network PocketSphinx listens, which gets about seven words of ten. SPEECH_BASE_URL names a service, WHISPER_MODEL_DIR a folder.`,
  )
}

const options = () => [
  speech(),
  env.RERANK_BASE_URL
    ? ok('titles', `written by ${env.RERANK_MODEL}`)
    : fallback(
        'titles',
        'taken from the words of the clip, and nothing judges the moments but their own features. RERANK_BASE_URL names a chat service.',
      ),
  env.RESEND_API_KEY
    ? env.RESEND_WEBHOOK_SECRET
      ? ok('mail', `through Resend, from ${env.MAIL_FROM}`)
      : fallback(
          'mail',
          `through Resend, from ${env.MAIL_FROM}; nothing is heard of mail that comes back or is called junk. RESEND_WEBHOOK_SECRET mends it.`,
        )
    : env.SMTP_URL
      ? ok('mail', `by SMTP, from ${env.MAIL_FROM}`)
      : fallback(
          'mail',
          'kept on disk and shown at /dev/outbox: nobody gets any. Set RESEND_API_KEY or SMTP_URL, and MAIL_FROM.',
        ),
  env.OPS_TOKEN
    ? ok('figures', 'reasons behind /health and /metrics for whoever shows OPS_TOKEN')
    : fallback('figures', '/metrics answers this machine alone, /health says no reasons. Set OPS_TOKEN.'),
  ...['GOOGLE', 'GITHUB'].map((name) => {
    const label = name === 'GOOGLE' ? 'sign-in with Google' : 'sign-in with GitHub'
    return env[`${name}_CLIENT_ID`]
      ? ok(label, 'configured')
      : fallback(label, `not offered: people sign in by mail. Set ${name}_CLIENT_ID and ${name}_CLIENT_SECRET.`)
  }),
  env.INNGEST_BASE_URL || env.INNGEST_EVENT_KEY
    ? ok('long work', `Inngest at ${env.INNGEST_BASE_URL || 'its cloud'}`)
    : fallback(
        'long work',
        'the embedded runner, in the worker of this machine. INNGEST_BASE_URL or INNGEST_EVENT_KEY names a server.',
      ),
  env.APP_URL
    ? ok('address', env.APP_URL)
    : fallback(
        'address',
        'http://localhost: links in mails lead nowhere for other people. Set APP_URL, and HOST to be reached.',
      ),
  ...['AUTH_SECRET', 'MEDIA_SIGNING_KEYS'].map((name) =>
    env[name]
      ? ok(name, 'given')
      : fallback(name, `made once, kept in ${path.join(dataDir, 'secrets')}. A second machine needs the same one.`),
  ),
]

const app = () => {
  const running = findInstance()
  if (running === null) return fallback('app', 'not running: npm start')
  return ok('app', running.url === null ? `starting (process ${running.pid})` : `runs at ${running.url}`)
}

/** server/env.ts judges; it can when the packages are there. */
const environment = async () => {
  if (!arePackagesInstalled()) return fallback('environment', 'judged once the packages are installed')
  const { status, output } = await runProgram(process.execPath, ['--import', 'tsx', 'server/cli/check-environment.ts'])
  if (status === 0)
    return ok(
      'environment',
      existsSync(path.join(projectDir, '.env')) ? 'good, .env included' : 'good; there is no .env',
    )
  return { ...missing('environment', lastLines(output)), isBadVariable: true }
}

const findings = [...machine(), await environment(), await database(), await redis(), files(), ...options(), app()]
const marks = { ok: 'ok     ', default: '-      ', missing: 'MISSING' }
for (const { state, name, text } of findings) console.log(`${marks[state]}  ${name}: ${text}`)
const lacking = findings.filter(({ state }) => state === 'missing')
console.log(
  lacking.length === 0
    ? 'Everything that is needed is here. Lines with a dash work as they are, at the cost they name.'
    : `${lacking.length} to mend: ${lacking.map(({ name }) => name).join(', ')}.`,
)
if (lacking.length > 0) process.exitCode = lacking.some(({ isBadVariable }) => isBadVariable) ? 78 : 69
