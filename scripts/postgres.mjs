import { spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, keepSecret, readIfThere, withLock, writePrivate } from '../server/private-files.mjs'
import { openLog } from './logs.mjs'
import { findPortAgain } from './ports.mjs'
import { canEnter, ensureBinaries, sharedDir } from './postgres-binaries.mjs'
import { unprivilegedUser } from './unprivileged-user.mjs'

// PostgreSQL without an installation: the binaries come from npm, the data lies in the folder it is given. Ours to launch, because
// the server refuses root, and because it must outlive the program that started it and be found again by the next one.

const userName = 'clipforge'
const startWaitMs = 30_000
const stopWaitMs = 15_000

/** Settings of every server of ours. 200 connections leave room for five web processes and the workers. */
const baseSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  log_min_duration_statement: '1000',
  // Without it the lines show what the statements were asked with.
  log_parameter_max_length: '0',
  log_line_prefix: '%m [%p] ',
}

/**
 * Starts the server of `dataDir`, or finds it running.
 * @param {{ dataDir: string, database?: string, logFile?: string, settings?: Record<string, string> }} options
 *   `database` is made when missing; `settings` are server settings on top of ours, used when the server is started here.
 * @returns {Promise<{ url: string, pid: number, clusterDir: string, wasRunning: boolean }>}
 */
export const ensurePostgres = ({ dataDir, database = 'clipforge', logFile, settings = {} }) =>
  withLock(path.join(dataDir, 'lock'), async () => {
    const password = keepSecret(path.join(dataDir, 'password'))
    const user = unprivilegedUser()
    const clusterDir = ensureClusterDir(dataDir, user)
    const running = await waitForRunning(clusterDir, password)
    if (running !== null) {
      await ensureDatabase(running.port, password, database)
      return { url: urlOf(running.port, password, database), pid: running.pid, clusterDir, wasRunning: true }
    }
    const native = ensureBinaries(user)
    if (!existsSync(path.join(clusterDir, 'PG_VERSION'))) initCluster({ native, clusterDir, dataDir, password, user })
    const log = logFile ?? path.join(dataDir, 'server.log')
    const { pid, port } = await launch({ native, clusterDir, dataDir, password, user, log, settings })
    await ensureDatabase(port, password, database)
    return { url: urlOf(port, password, database), pid, clusterDir, wasRunning: false }
  })

/** Stops the server of `dataDir` when it runs; its sessions are ended. Returns whether there was one. */
export const stopPostgres = ({ dataDir }) => endServer(dataDir, ['SIGINT', 'SIGQUIT', 'SIGKILL'])

/** SIGINT is a fast shutdown, SIGQUIT an immediate one that the next start recovers from. */
const endServer = async (dataDir, signals) => {
  const clusterDir = findClusterDir(dataDir)
  const pid = clusterDir === null ? null : ownPid(clusterDir)
  if (pid === null) return false
  for (const signal of signals) {
    process.kill(pid, signal)
    const deadline = Date.now() + stopWaitMs
    while (isAlive(pid) && Date.now() < deadline) await sleep(25)
    if (!isAlive(pid)) return true
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`)
}

/** Stops the server and deletes all its data. */
export const removePostgres = async ({ dataDir }) => {
  await endServer(dataDir, ['SIGQUIT', 'SIGKILL'])
  const clusterDir = findClusterDir(dataDir)
  if (clusterDir !== null) rmSync(clusterDir, { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}

/** The address of the server that runs for `dataDir`, or null. Starts nothing. */
export const findPostgres = async ({ dataDir, database = 'clipforge' }) => {
  const clusterDir = findClusterDir(dataDir)
  const password = readIfThere(path.join(dataDir, 'password'))
  if (clusterDir === null || password === null) return null
  const running = await findRunning(clusterDir, password)
  return running && { url: urlOf(running.port, password, database), pid: running.pid, clusterDir }
}

const urlOf = (port, password, database) => `postgresql://${userName}:${password}@127.0.0.1:${port}/${database}`

/** Where the cluster of `dataDir` is, or null when there was none yet. */
const findClusterDir = (dataDir) => {
  const near = path.join(dataDir, 'home', 'cluster')
  if (existsSync(near)) return near
  const [ownerDir, clusterDir] = (readIfThere(path.join(dataDir, 'cluster-elsewhere')) ?? '').split('\n')
  // A folder that was copied must not share the database of the one it was copied from; one that was moved keeps it.
  const isCopy = ownerDir !== dataDir && existsSync(ownerDir)
  return clusterDir !== undefined && !isCopy ? clusterDir : null
}

/** The cluster lies under `dataDir`, unless the server's user can't get there (a project below a 0700 folder). */
const ensureClusterDir = (dataDir, user) => {
  const home = path.join(dataDir, 'home')
  mkdirSync(home, { recursive: true, mode: 0o755 })
  if (canEnter(home, user)) return path.join(home, 'cluster')
  const clusterDir = findClusterDir(dataDir) ?? path.join(sharedDir, 'clusters', crypto.randomUUID())
  if (path.dirname(clusterDir) === home)
    throw new Error(
      `The database in ${clusterDir} can't be reached by the user "nobody". Make the folders above it enterable (chmod o+x).`,
    )
  writePrivate(path.join(dataDir, 'cluster-elsewhere'), `${dataDir}\n${clusterDir}`)
  return clusterDir
}

const makeOwned = (folder, user) => {
  mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 })
  mkdirSync(folder, { mode: 0o700 })
  if (user !== null) chownSync(folder, user.uid, user.gid)
}

const initCluster = ({ native, clusterDir, dataDir, password, user }) => {
  // Left by an initdb that was killed: without PG_VERSION there is nothing in it that anyone could miss.
  rmSync(clusterDir, { recursive: true, force: true })
  const half = `${clusterDir}.half`
  rmSync(half, { recursive: true, force: true })
  makeOwned(half, user)
  const passwordFile = path.join(half, '..', `${path.basename(half)}-password`)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user !== null) chownSync(passwordFile, user.uid, user.gid)
  const args = [
    ...['--pgdata', half, '--username', userName, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--locale', 'C.UTF-8', '--no-sync', '--no-instructions'],
  ]
  const options = { ...(user ?? {}), cwd: '/', encoding: 'utf8', env: serverEnv }
  const { status, stderr, error } = spawnSync(path.join(native, 'bin', 'initdb'), args, options)
  rmSync(passwordFile, { force: true })
  if (status !== 0)
    throw new Error(`initdb failed in ${dataDir}: ${error?.message ?? stderr.trim().split('\n').slice(-4).join(' | ')}`)
  renameSync(half, clusterDir)
}

const serverEnv = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', TZ: 'UTC' }

/**
 * Takes away a note that names a process of somebody else (numbers are given out again, soonest in a container that restarts): the
 * server would refuse to start. One that names a dead process is left for the server, which looks for children of the dead one.
 */
const dropForeignNote = (clusterDir) => {
  const note = path.join(clusterDir, 'postmaster.pid')
  if (isAlive(Number((readIfThere(note) ?? '').split('\n')[0])) && ownPid(clusterDir) === null) rmSync(note)
}

const launch = async ({ native, clusterDir, dataDir, password, user, log, settings }) => {
  const portFile = path.join(dataDir, 'port')
  dropForeignNote(clusterDir)
  const deadline = Date.now() + startWaitMs
  while (Date.now() < deadline) {
    const kept = Number(readIfThere(portFile) ?? 0)
    const port = await findPortAgain(kept)
    if (port !== kept) writePrivate(portFile, String(port))
    const options = Object.entries({ ...baseSettings, ...settings, port: String(port) })
    const args = ['-D', clusterDir, ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`])]
    const output = openLog(log)
    const server = spawn(path.join(native, 'bin', 'postgres'), args, {
      ...(user ?? {}),
      cwd: '/',
      detached: true,
      stdio: ['ignore', output, output],
      env: serverEnv,
    })
    closeSync(output)
    const ended = new Promise((resolve) => {
      server.once('exit', () => resolve('ended'))
      server.once('error', () => resolve('ended'))
    })
    while (Date.now() < deadline) {
      const running = await findRunning(clusterDir, password)
      if (running !== null) {
        server.unref()
        return running
      }
      if ((await Promise.race([ended, sleep(40)])) === 'ended') break
    }
    // Ended: the port was taken in between, or processes of a killed server still hold its memory. Both pass.
    await sleep(250)
  }
  throw new Error(`PostgreSQL did not start within ${startWaitMs / 1000} s. Its log: ${log}`)
}

/** The process of the cluster's own server, or null: a number left in a file may belong to anyone by now. */
const ownPid = (clusterDir) => {
  const [pidLine = ''] = (readIfThere(path.join(clusterDir, 'postmaster.pid')) ?? '').split('\n')
  const pid = Number(pidLine)
  return isAlive(pid) && commandOf(pid).includes(clusterDir) ? pid : null
}

const commandOf = (pid) =>
  readIfThere(`/proc/${pid}/cmdline`) ??
  spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ??
  ''

/** That a port answers proves nothing: ours is the server that takes our password and serves our folder. */
const findRunning = async (clusterDir, password) => {
  const pid = ownPid(clusterDir)
  if (pid === null) return null
  const lines = (readIfThere(path.join(clusterDir, 'postmaster.pid')) ?? '').split('\n')
  const port = Number(lines[3])
  if (lines[7]?.trim() !== 'ready' || !(port > 0)) return null
  const directory = await query(port, password, 'postgres', async (client) => {
    const { rows } = await client.query('show data_directory')
    return rows[0].data_directory
  })
  return directory === clusterDir ? { pid, port } : null
}

/**
 * A server of ours that lives and does not answer (it is starting, all its connections are taken, the machine is busy) is waited for: a second one beside it
 * could not have the folder, and would take the first one's port out of the note.
 */
const waitForRunning = async (clusterDir, password) => {
  const deadline = Date.now() + startWaitMs
  for (;;) {
    const running = await findRunning(clusterDir, password)
    const pid = ownPid(clusterDir)
    if (running !== null || pid === null) return running
    if (Date.now() > deadline) throw new Error(`PostgreSQL (process ${pid}) runs and does not answer.`)
    await sleep(40)
  }
}

/** Null when the server can't be reached; other failures are thrown. */
const query = async (port, password, database, use) => {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: userName,
    password,
    database,
    connectionTimeoutMillis: 5000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch {
    return null
  }
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

const ensureDatabase = (port, password, database) =>
  query(port, password, 'postgres', async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`)
  })
