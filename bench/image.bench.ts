import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Copy, DockerfileParser, type From, type Instruction } from 'dockerfile-ast'
import { cleanEnvironment } from '@/server/clean-environment'
import { findFreePort } from '../scripts/ports.mjs'
import { ensurePostgres, removePostgres } from '../scripts/postgres.mjs'
import { ensureRedis, stopRedis } from '../scripts/redis.mjs'
import type { Bench } from './bench'
import { closeBenchDirs, openBenchDir } from './context'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const workDir = 'app'
const patienceMs = 120_000
/** The image's user is `node`; any that owns nothing shows the same. */
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** What `docker build` would be sent: what is committed, less what .dockerignore leaves out. */
const makeContext = (dir: string): void => {
  execFileSync('git', ['clone', '--quiet', projectDir, dir])
  const lines = readFileSync(path.join(projectDir, '.dockerignore'), 'utf8').split('\n')
  for (const line of lines.filter((each) => each !== '' && !each.startsWith('#')))
    execFileSync('sh', ['-c', `rm -rf -- ${line.startsWith('**/') ? `$(find . -name '${line.slice(3)}')` : line}`], {
      cwd: dir,
    })
}

/**
 * The steps of the Dockerfile in plain folders, one for each stage: everything but the base image, the packages of Debian and the change of user.
 * Returns the folder of the last stage.
 */
const build = (dir: string, context: string): string => {
  const placeOf = (stage: string): string => path.join(dir, 'stages', stage)
  const run = (instruction: Instruction, place: string): void => {
    const command = instruction.getArgumentsContent() ?? ''
    if (/apt-get|\/data/.test(command)) return
    const env = cleanEnvironment({ PATH: process.env.PATH ?? '', HOME: os.homedir(), NEXT_TELEMETRY_DISABLED: '1' })
    execFileSync('sh', ['-c', command], { cwd: path.join(place, workDir), env, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const copy = (instruction: Copy, place: string): void => {
    const from = instruction.getFlags().find((flag) => flag.getName() === 'from')
    const [target = '', ...sources] = instruction
      .getArguments()
      .map((argument) => argument.getValue())
      .reverse()
    for (const source of sources) {
      const origin = from === undefined ? path.join(context, source) : path.join(placeOf(from.getValue() ?? ''), source)
      const isInto = target.endsWith('/') && source !== '.'
      const destination = path.join(place, workDir, target, isInto ? path.basename(source) : '')
      cpSync(origin, destination, { recursive: true, verbatimSymlinks: true })
    }
  }
  let place = ''
  for (const instruction of DockerfileParser.parse(
    readFileSync(path.join(context, 'Dockerfile'), 'utf8'),
  ).getInstructions()) {
    const keyword = instruction.getKeyword()
    if (keyword === 'FROM') {
      place = placeOf((instruction as From).getBuildStage() ?? '')
      mkdirSync(path.join(place, workDir), { recursive: true })
    }
    if (keyword === 'RUN') run(instruction, place)
    if (keyword === 'COPY') copy(instruction as Copy, place)
  }
  return path.join(place, workDir)
}

const answers = async (
  url: string,
  child: { readonly exitCode: number | null },
  output: () => string,
): Promise<void> => {
  const deadline = performance.now() + patienceMs
  const isUp = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isUp())) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${url} does not answer:\n${output()}`)
    await sleep(100)
  }
}

type Program = {
  readonly args: readonly string[]
  /** Asked by the image's health check. */
  readonly health: string
  /** Answers when everything behind it is there. */
  readonly page: string
}

/** Starts a program of the image as compose.yaml does, asks after its health, ends it by SIGTERM. Returns how long it took to answer. */
const live = async (app: string, env: Readonly<Record<string, string>>, { args, health, page }: Program) => {
  const begin = performance.now()
  const child = spawn(process.execPath, args, { cwd: app, env: cleanEnvironment(env), ...user })
  let output = ''
  for (const pipe of [child.stdout, child.stderr])
    pipe.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  await answers(page, child, () => output)
  const upMs = performance.now() - begin
  execFileSync(process.execPath, ['scripts/healthcheck.mjs', health], { cwd: app, ...user })
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = await ended
  if (code !== 0) throw new Error(`SIGTERM ended it with ${code}:\n${output}`)
  return upMs
}

const megabytes = (dir: string): number => Number(execFileSync('du', ['-sm', dir], { encoding: 'utf8' }).split('\t')[0])

export default {
  what: 'the steps of the Dockerfile without an engine: packages, build, migrations, web and worker as a user who owns nothing',
  run: async () => {
    const dir = await openBenchDir()
    const dataDir = path.join(dir, 'data')
    const postgres = { dataDir: path.join(dir, 'postgres') }
    const redis = { dataDir: path.join(dir, 'redis') }
    try {
      execFileSync('chmod', ['755', dir])
      const context = path.join(dir, 'context')
      makeContext(context)
      const begin = performance.now()
      const app = build(dir, context)
      const buildMs = performance.now() - begin
      // What an image keeps is the last stage alone.
      for (const stage of ['base', 'build', 'packages']) rmSync(path.join(dir, 'stages', stage), { recursive: true })
      mkdirSync(dataDir)
      execFileSync('chown', ['-R', 'root:root', app])
      if (user.uid !== undefined) {
        chownSync(dataDir, user.uid, user.gid)
        execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, path.join(app, '.next')])
      }
      const [web, worker] = [await findFreePort(), await findFreePort()]
      const secret = randomBytes(32).toString('hex')
      const env = {
        ...{ PATH: process.env.PATH ?? '', NODE_ENV: 'production', NODE_OPTIONS: '--max-old-space-size=2457' },
        ...{ TSX_TSCONFIG_PATH: path.join(app, 'tsconfig.json'), CLIPFORGE_DATA_DIR: dataDir, CHECKPOINT_DISABLE: '1' },
        ...{ APP_URL: 'https://clips.example.com', AUTH_SECRET: secret, MEDIA_SIGNING_KEYS: `k1:${secret}` },
        ...{ DATABASE_URL: (await ensurePostgres(postgres)).url, REDIS_URL: (await ensureRedis(redis))?.url ?? '' },
        ...{ INNGEST_EVENT_KEY: secret, INNGEST_SIGNING_KEY: secret, PREDRAIN_MS: '0' },
        ...{ INNGEST_BASE_URL: `http://127.0.0.1:${await findFreePort()}`, WORKER_PORT: String(worker) },
      }
      execFileSync(process.execPath, ['scripts/db.mjs', 'migrate', 'deploy'], {
        cwd: app,
        env: cleanEnvironment(env),
        ...user,
        stdio: 'pipe',
      })
      const at = (port: number, to: string) => `http://127.0.0.1:${port}${to}`
      const webMs = await live(app, env, {
        args: ['scripts/web.mjs', 'start', '127.0.0.1', String(web)],
        health: at(web, '/health/live'),
        page: at(web, '/sign-in'),
      })
      const workerMs = await live(app, env, {
        args: ['--import', 'tsx', 'server/worker.ts'],
        health: at(worker, '/health/live'),
        page: at(worker, '/health/live'),
      })
      return {
        figures: [
          { name: 'build of all stages', unit: 's', value: buildMs / 1000 },
          { name: 'layers of ours in the image', unit: 'MB', value: megabytes(app) },
          { name: 'web: start to a page', unit: 's', value: webMs / 1000, target: { op: '<=', value: 40 } },
          { name: 'worker: start to an answer', unit: 's', value: workerMs / 1000, target: { op: '<=', value: 40 } },
        ],
        notes: ['the base image, the packages of Debian and compose itself need an engine and were not run'],
      }
    } finally {
      await stopRedis(redis)
      await removePostgres(postgres)
      await closeBenchDirs()
    }
  },
} satisfies Bench
