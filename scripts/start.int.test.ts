import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { cleanEnvironment } from '@/server/clean-environment'
import { findFreePort } from './ports.mjs'
import { findPostgres, removePostgres } from './postgres.mjs'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
/** The first of these tests makes the production build when it is not there yet. */
const startMs = 240_000

const dirs: string[] = []
afterEach(async () => {
  for (const dataDir of dirs.splice(0)) {
    await run('stop', dataDir).ended
    await removePostgres({ dataDir: path.join(dataDir, 'postgres') })
    rmSync(dataDir, { recursive: true, force: true })
  }
})

const newDataDir = (): string => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'clipforge-start-'))
  dirs.push(dir)
  return dir
}

type Program = {
  readonly child: ChildProcess
  readonly output: () => string
  readonly ended: Promise<number | null>
}

/** One of the commands on a data folder of its own, with an environment that says nothing else. */
const run = (script: string, dataDir: string, extra: Record<string, string> = {}, args: string[] = []): Program => {
  const child = spawn(process.execPath, [path.join(projectDir, 'scripts', `${script}.mjs`), ...args], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment({
      PATH: process.env.PATH ?? '',
      HOME: os.homedir(),
      CLIPFORGE_DATA_DIR: dataDir,
      ...(process.env.NEXT_DIST_DIR === undefined ? {} : { NEXT_DIST_DIR: process.env.NEXT_DIST_DIR }),
      ...extra,
    }),
  })
  let output = ''
  for (const pipe of [child.stdout, child.stderr])
    pipe?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  return { child, output: () => output, ended: once(child, 'close').then(([code]) => code as number | null) }
}

const start = async (dataDir: string): Promise<Program & { readonly url: string }> => {
  const port = await findFreePort()
  const app = run('start', dataDir, { PORT: String(port) }, ['--no-sample'])
  await expect.poll(app.output, { timeout: startMs, interval: 100 }).toContain('open http://localhost:')
  return { ...app, url: `http://127.0.0.1:${port}/` }
}

/** Processes that were given this data folder, by environment or argument: everything that belongs to the instance. */
const processesOf = (dataDir: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
        return environment.includes(dataDir) || command.includes(dataDir) ? [`${pid} ${command}`] : []
      } catch {
        // Gone between the listing and the look.
        return []
      }
    })

/** @throws when nothing runs: the number 0 would be this very process group. */
const pidOf = (server: { readonly pid: number } | null): number => {
  if (server === null) throw new Error('It does not run.')
  return server.pid
}

type Note = { readonly pid: number; readonly children: readonly { readonly pid: number }[] }
const noteOf = (dataDir: string): Note => JSON.parse(readFileSync(path.join(dataDir, 'instance.json'), 'utf8')) as Note
const webPid = (dataDir: string): number => pidOf(noteOf(dataDir).children[0] ?? null)

const answers = (url: string): Promise<boolean> =>
  fetch(url, { redirect: 'manual' }).then(
    ({ status }) => status < 500,
    () => false,
  )

describe('npm start', () => {
  test('serves, restarts what crashes, and leaves nothing running after Ctrl-C', { timeout: 400_000 }, async () => {
    const dataDir = newDataDir()
    const app = await start(dataDir)
    // The first pages of all have just been compiled: a front turns people away until the app's loop is free again.
    await expect.poll(() => answers(app.url)).toBe(true)

    const second = run('start', dataDir)
    expect(await second.ended).toBe(0)
    expect(second.output()).toContain(`already running at ${app.url.slice(0, -1).replace('127.0.0.1', 'localhost')}`)

    const crashed = webPid(dataDir)
    process.kill(crashed, 'SIGKILL')
    await expect.poll(() => webPid(dataDir)).not.toBe(crashed)
    // It says that it is starting long before it can serve a page.
    await expect.poll(() => answers(`${app.url}health/live`)).toBe(true)
    await expect.poll(() => answers(app.url)).toBe(true)
    // Pages are answered a moment before a balancer is told to send people: the first of a kind are asked for by the process itself.
    await expect.poll(() => answers(`${app.url}health/ready`)).toBe(true)
    expect(app.output()).toContain('web ended (SIGKILL), starting it again')

    const database = await findPostgres({ dataDir: path.join(dataDir, 'postgres') })
    process.kill(pidOf(database), 'SIGKILL')
    await expect.poll(app.output).toContain('started again after it ended: postgres')
    const revived = await findPostgres({ dataDir: path.join(dataDir, 'postgres') })
    expect(revived?.url).toBe(database?.url)

    app.child.kill('SIGINT')
    expect(await app.ended).toBe(0)
    expect(processesOf(dataDir)).toEqual([])
    expect(await answers(app.url)).toBe(false)
  })

  test('killed itself, takes web and worker along; the next start finds the database, npm stop ends it all', {
    timeout: 400_000,
  }, async () => {
    const dataDir = newDataDir()
    const app = await start(dataDir)
    app.child.kill('SIGKILL')
    await app.ended
    await expect.poll(() => processesOf(dataDir).filter((line) => !/postgres|redis/.test(line))).toEqual([])
    const again = await start(dataDir)
    expect(again.output()).toContain('PostgreSQL was running')
    const stop = run('stop', dataDir)
    expect(await stop.ended).toBe(0)
    expect(stop.output()).toContain('nothing is left running')
    expect(await again.ended).toBe(0)
    expect(processesOf(dataDir)).toEqual([])
  })

  test('refuses a bad variable by name, before anything is built or served', async () => {
    const dataDir = newDataDir()
    const app = run('start', dataDir, { SMTP_URL: 'mail.example.com' }, ['--no-sample'])
    expect(await app.ended).toBe(78)
    expect(app.output()).toContain('SMTP_URL: ')
    expect(processesOf(dataDir)).toEqual([])
  })

  test('says so when the port that was asked for is taken', async () => {
    const dataDir = newDataDir()
    const stranger = net.createServer().listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    const address = stranger.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const app = run('start', dataDir, { PORT: String(port) }, ['--no-sample'])
    expect(await app.ended).toBe(1)
    expect(app.output()).toContain(`PORT ${port} is taken`)
    stranger.close()
  })
})

describe('npm run doctor', () => {
  test('names what each gap costs, and what is wrong', async () => {
    const dataDir = newDataDir()
    const good = run('doctor', dataDir)
    expect(await good.ended).toBe(0)
    expect(good.output()).toMatch(/- +mail: kept on disk/)
    expect(good.output()).toMatch(/- +app: not running/)

    const bad = run('doctor', dataDir, { AUTH_SECRET: 'short', DATABASE_URL: 'postgresql://localhost:1/app' })
    expect(await bad.ended).toBe(78)
    expect(bad.output()).toMatch(/MISSING +environment: .*AUTH_SECRET: /)
    expect(bad.output()).toMatch(/MISSING +database: nothing answers at localhost:1/)
  })

  test('starts nothing and writes nothing', async () => {
    const dataDir = newDataDir()
    await run('doctor', dataDir).ended
    expect(readdirSync(dataDir)).toEqual([])
    expect(processesOf(dataDir)).toEqual([])
  })
})
