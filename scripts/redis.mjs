import { spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, keepSecret, readIfThere, withLock, writePrivate } from '../server/private-files.mjs'
import { openLog } from './logs.mjs'
import { findPortAgain } from './ports.mjs'
import { unprivilegedUser } from './unprivileged-user.mjs'

// Redis of the project's own: cache, limits and live progress, nothing that could not be lost. Without it the app keeps these in memory.

const startWaitMs = 10_000
const stopWaitMs = 10_000
const unpackStepMs = 120_000

/**
 * Starts the Redis of `dataDir`, or finds it running. Null when this machine has no redis-server.
 * @param {{ dataDir: string, programsDir?: string, logFile?: string }} options `programsDir` is where `unpackRedis` put one.
 * @returns {Promise<{ url: string, pid: number, wasRunning: boolean } | null>}
 */
export const ensureRedis = ({ dataDir, programsDir, logFile }) =>
  withLock(path.join(dataDir, 'lock'), async () => {
    const running = await findRedis({ dataDir })
    if (running !== null) return { ...running, wasRunning: true }
    const program = findRedisProgram(programsDir)
    if (program === null) return null
    const password = keepSecret(path.join(dataDir, 'password'))
    const user = unprivilegedUser()
    const home = path.join(dataDir, 'home')
    mkdirSync(home, { recursive: true, mode: 0o700 })
    if (user !== null) chownSync(home, user.uid, user.gid)
    const log = logFile ?? path.join(dataDir, 'server.log')
    const deadline = Date.now() + startWaitMs
    while (Date.now() < deadline) {
      const started = await launch({ program, dataDir, home, password, user, log })
      if (started !== null) return { ...started, wasRunning: false }
    }
    throw new Error(`Redis did not start within ${startWaitMs / 1000} s. Its log: ${log}`)
  })

/** The Redis that runs for `dataDir`, or null. Starts nothing. */
export const findRedis = async ({ dataDir }) => {
  const [pid, port] = (readIfThere(path.join(dataDir, 'server')) ?? '').split(' ').map(Number)
  const password = readIfThere(path.join(dataDir, 'password'))
  if (password === null || !isAlive(pid)) return null
  return (await answeringPid(port, password)) === pid ? { url: urlOf(port, password), pid } : null
}

/** Stops the Redis of `dataDir` when it runs. Returns whether there was one. */
export const stopRedis = async ({ dataDir }) => {
  const running = await findRedis({ dataDir })
  if (running === null) return false
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    process.kill(running.pid, signal)
    const deadline = Date.now() + stopWaitMs
    while (isAlive(running.pid) && Date.now() < deadline) await sleep(25)
    if (!isAlive(running.pid)) return true
  }
  throw new Error(`Redis (process ${running.pid}) does not stop.`)
}

/** The command that starts redis-server here, or null: the system's own, else one that `unpackRedis` left. */
export const findRedisProgram = (programsDir) => {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']
  const installed = folders.map((dir) => path.join(dir, 'redis-server')).find((file) => existsSync(file))
  if (installed !== undefined) return { file: installed, env: {} }
  const unpacked = programsDir === undefined ? '' : path.join(programsDir, 'redis', 'usr', 'bin', 'redis-server')
  if (unpacked === '' || !existsSync(unpacked)) return null
  const libraries = path.join(programsDir, 'redis', 'usr', 'lib')
  const folder = readdirSync(libraries).find((name) => name.endsWith('-linux-gnu')) ?? ''
  return { file: unpacked, env: { LD_LIBRARY_PATH: path.join(libraries, folder) } }
}

/** Debian's packages of Redis, unpacked without being installed, for a user who may not install. Returns whether it runs now. */
export const unpackRedis = (programsDir) => {
  const target = path.join(programsDir, 'redis')
  const downloads = path.join(programsDir, 'redis-packages')
  mkdirSync(target, { recursive: true })
  mkdirSync(downloads, { recursive: true })
  const run = (command, args) => spawnSync(command, args, { cwd: downloads, encoding: 'utf8', timeout: unpackStepMs })
  const options = [
    '--recurse',
    '--no-recommends',
    '--no-suggests',
    '--no-conflicts',
    '--no-breaks',
    '--no-replaces',
    '--no-enhances',
  ]
  const names =
    (run('apt-cache', ['depends', ...options, 'redis-server']).stdout ?? '').match(/^[a-z0-9][\w.+-]*$/gm) ?? []
  const missing = names.filter((name) => !run('dpkg', ['--status', name]).stdout?.includes('ok installed'))
  for (const name of missing) run('apt-get', ['-o', 'Acquire::http::Timeout=30', 'download', '-qq', name])
  for (const file of readdirSync(downloads).filter((name) => name.endsWith('.deb'))) run('dpkg', ['-x', file, target])
  rmSync(downloads, { recursive: true, force: true })
  const program = findRedisProgram(programsDir)
  return (
    program !== null && spawnSync(program.file, ['--version'], { env: { ...process.env, ...program.env } }).status === 0
  )
}

const urlOf = (port, password) => `redis://:${password}@127.0.0.1:${port}`

const launch = async ({ program, dataDir, home, password, user, log }) => {
  const note = path.join(dataDir, 'server')
  const kept = Number((readIfThere(note) ?? '').split(' ')[1])
  const port = await findPortAgain(kept)
  const output = openLog(log)
  // The settings go in by standard input: a password on the command line would be everybody's to read.
  const server = spawn(program.file, ['-'], {
    ...(user ?? {}),
    cwd: home,
    detached: true,
    stdio: ['pipe', output, output],
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', ...program.env },
  })
  closeSync(output)
  const ended = new Promise((resolve) => {
    server.once('exit', () => resolve('ended'))
    server.once('error', () => resolve('ended'))
  })
  server.stdin.on('error', () => undefined)
  server.stdin.end(
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `requirepass ${password}`,
      'maxclients 10000',
      'daemonize no',
      'save 60 1',
      'appendonly no',
      // No queue lives here, so the oldest may go when it is full.
      'maxmemory 256mb',
      'maxmemory-policy allkeys-lru',
      'loglevel notice',
      '',
    ].join('\n'),
  )
  const deadline = Date.now() + startWaitMs / 2
  while (Date.now() < deadline) {
    if ((await answeringPid(port, password)) === server.pid) {
      writePrivate(note, `${server.pid} ${port}`)
      server.unref()
      return { url: urlOf(port, password), pid: server.pid }
    }
    if ((await Promise.race([ended, sleep(25)])) === 'ended') return null
  }
  server.kill('SIGKILL')
  return null
}

/** The process that answers on the port to our password, or null: anyone may listen there by now. */
const answeringPid = (port, password) =>
  new Promise((resolve) => {
    if (!(port > 0)) return resolve(null)
    const socket = net.connect({ port, host: '127.0.0.1' })
    let answer = ''
    const settle = (pid) => {
      socket.destroy()
      resolve(pid)
    }
    socket.setTimeout(1000, () => settle(null))
    socket.on('error', () => settle(null))
    socket.on('close', () => settle(null))
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nINFO server\r\n`))
    socket.on('data', (chunk) => {
      answer += chunk
      const found = /process_id:(\d+)/.exec(answer)
      if (found !== null) settle(Number(found[1]))
      else if (answer.startsWith('-')) settle(null)
    })
  })
