import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { testWhere } from '@/server/testing/where'
import { ensurePostgres, findPostgres, removePostgres, stopPostgres } from './postgres.mjs'

const scriptsDir = fileURLToPath(new URL('.', import.meta.url))
const isRoot = process.getuid?.() === 0
/** The machine does not crash here, so the disk need not be waited for. */
const settings = { fsync: 'off' }
const opened: string[] = []

const newDataDir = (parentMode = 0o755): string => {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'clipforge-pg-'))
  execFileSync('chmod', [parentMode.toString(8), parent])
  opened.push(parent)
  return path.join(parent, 'postgres')
}

afterEach(async () => {
  for (const parent of opened.splice(0)) {
    await removePostgres({ dataDir: path.join(parent, 'postgres') })
    rmSync(parent, { recursive: true, force: true })
  }
})

const query = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const killNow = async (pid: number): Promise<void> => {
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isAlive(pid)).toBe(false)
}

/** Starts the server from a process that is killed, with no goodbye, once the server is up. */
const startFromDoomedProcess = async (dataDir: string): Promise<number> => {
  const module = pathToFileURL(path.join(scriptsDir, 'postgres.mjs')).href
  const code = `import { ensurePostgres } from ${JSON.stringify(module)}
    console.log((await ensurePostgres({ dataDir: ${JSON.stringify(dataDir)} })).pid)
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return Number(line)
}

const listen = async (port: number): Promise<net.Server> => {
  const server = net.createServer((socket) => socket.end('not a database'))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

describe('the embedded PostgreSQL', () => {
  test('is there after one call: a password in a private file, this machine only, no rights of root', async () => {
    const dataDir = newDataDir()
    const { url, pid, wasRunning } = await ensurePostgres({ dataDir, settings })
    expect(wasRunning).toBe(false)
    expect(statSync(path.join(dataDir, 'password')).mode & 0o777).toBe(0o600)
    expect(new URL(url).hostname).toBe('127.0.0.1')
    const [row] = await query(
      url,
      "select current_setting('listen_addresses') as host, current_setting('max_connections') as connections, current_setting('unix_socket_directories') as sockets, current_database() as name, current_setting('log_min_duration_statement') as slow, current_setting('log_parameter_max_length') as shown",
    )
    expect(row).toEqual({
      host: '127.0.0.1',
      connections: '200',
      sockets: '',
      name: 'clipforge',
      slow: '1s',
      shown: '0',
    })
    const wrong = new URL(url)
    wrong.password = 'guess'
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    const uid = Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    expect(uid).not.toBe(0)
  })

  test('is found again, not started twice, by calls at the same time too', async () => {
    const dataDir = newDataDir()
    const servers = await Promise.all([ensurePostgres({ dataDir, settings }), ensurePostgres({ dataDir, settings })])
    const later = await ensurePostgres({ dataDir, settings })
    expect(new Set([...servers, later].map(({ pid }) => pid)).size).toBe(1)
    expect(later.wasRunning).toBe(true)
  })

  test('is waited for while it lives and has no connection left, and keeps its port', async () => {
    const dataDir = newDataDir()
    const few = { ...settings, max_connections: '4', superuser_reserved_connections: '0', reserved_connections: '0' }
    const { url, pid } = await ensurePostgres({ dataDir, settings: few })
    const portFile = path.join(dataDir, 'port')
    const port = readFileSync(portFile, 'utf8')
    const refusals = () => readFileSync(path.join(dataDir, 'server.log'), 'utf8').split('too many clients').length
    const taken: pg.Client[] = []
    const takeAll = async () => {
      for (;;) {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        taken.push(client)
      }
    }
    await expect(takeAll()).rejects.toThrow('too many clients')
    const before = refusals()
    const found = ensurePostgres({ dataDir, settings })
    await expect.poll(refusals).toBeGreaterThan(before)
    for (const client of taken) await client.end()
    expect(await found).toMatchObject({ url, pid, wasRunning: true })
    expect(readFileSync(portFile, 'utf8')).toBe(port)
  })

  test('outlives a kill of the program that started it, and is found by the next', async () => {
    const dataDir = newDataDir()
    const pid = await startFromDoomedProcess(dataDir)
    expect(await ensurePostgres({ dataDir, settings })).toMatchObject({ pid, wasRunning: true })
  })

  test('comes back after a kill of its own at the same address, with its data', async () => {
    const dataDir = newDataDir()
    const first = await ensurePostgres({ dataDir, settings })
    await query(first.url, 'create table kept as select 42 as value')
    await killNow(first.pid)
    const second = await ensurePostgres({ dataDir, settings })
    expect(second.pid).not.toBe(first.pid)
    expect(second.url).toBe(first.url)
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 42 }])
  })

  test('gives way to a stranger on its port, and never takes the stranger for itself', async () => {
    const dataDir = newDataDir()
    const first = await ensurePostgres({ dataDir, settings })
    await stopPostgres({ dataDir })
    const stranger = await listen(Number(new URL(first.url).port))
    expect(await findPostgres({ dataDir })).toBeNull()
    const second = await ensurePostgres({ dataDir, settings })
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port)
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
    stranger.close()
  })

  test('is not fooled by the number of a dead server that another process has now', async () => {
    const dataDir = newDataDir()
    const { clusterDir, pid } = await ensurePostgres({ dataDir, settings })
    const note = path.join(clusterDir, 'postmaster.pid')
    const lines = readFileSync(note, 'utf8').split('\n')
    await killNow(pid)
    writeFileSync(note, [String(process.pid), ...lines.slice(1)].join('\n'))
    expect(await findPostgres({ dataDir })).toBeNull()
    // And stopping it stops nothing: this process would be the one to go.
    expect(await stopPostgres({ dataDir })).toBe(false)
    expect(await ensurePostgres({ dataDir, settings })).toMatchObject({ wasRunning: false })
  })

  test('stops, and leaves no process', async () => {
    const dataDir = newDataDir()
    const { pid } = await ensurePostgres({ dataDir, settings })
    expect(await stopPostgres({ dataDir })).toBe(true)
    // Ended, its number is taken until this process, whose child it is, has been told.
    await expect.poll(() => isAlive(pid)).toBe(false)
    expect(await stopPostgres({ dataDir })).toBe(false)
  })

  testWhere(isRoot, 'this is not root')(
    'runs for root below a folder that nobody else may enter, and goes with all its data',
    async () => {
      const dataDir = newDataDir(0o700)
      const { url, clusterDir } = await ensurePostgres({ dataDir, settings })
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
      await removePostgres({ dataDir })
      expect(() => statSync(clusterDir)).toThrow(/ENOENT/)
    },
  )
})
