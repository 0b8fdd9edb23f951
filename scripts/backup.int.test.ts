import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDatabase } from '@/server/db/client'
import { childEnvironment, readEnv } from '@/server/env'
import { findLastBackup } from '@/server/platform'
import { applyRunnerSchema } from '@/server/runner'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { giveBelongings } from '@/server/testing/belongings'
import { snapshotTables } from '@/server/testing/snapshot-tables'
import { ensureMigrated } from './migrate.mjs'
import { ensurePostgres } from './postgres.mjs'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
/** What COPY and JSON have words of their own for. */
const awkward = 'Tab\t line\n back\\slash \\N "quoted" ünï 🎬'
const secret = `secret${randomBytes(24).toString('hex')}`

let app: TestApp
let dir: string
/** A database of another machine: migrated, and with nothing in it. */
let elsewhere: string
let objects: ReadonlyMap<string, Buffer>
let first: string

const openElsewhere = async (): Promise<string> => {
  const dataDir = path.join(readEnv().CLIPFORGE_DATA_DIR, 'test-postgres')
  const { url } = await ensurePostgres({ dataDir, database: `backup_${randomBytes(6).toString('hex')}` })
  await ensureMigrated(url)
  return url
}

/** For as long as `use` runs: the restore wants the database to itself. */
const on = async <T>(url: string, use: (pool: pg.Pool) => Promise<T>): Promise<T> => {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  try {
    return await use(pool)
  } finally {
    await pool.end()
  }
}

const run = (args: readonly string[], { url, dataDir }: { readonly url: string; readonly dataDir: string }) =>
  new Promise<{ readonly code: number; readonly output: string }>((resolve) => {
    const env = childEnvironment({ DATABASE_URL: url, CLIPFORGE_DATA_DIR: dataDir, INIT_CWD: dir, AUTH_SECRET: secret })
    execFile(process.execPath, args, { cwd: projectDir, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    )
  })

const backUp = (place: string) => run(['scripts/backup.mjs', place], { url: app.database.url, dataDir: app.dir })
const restore = (folder: string, more: readonly string[] = []) =>
  run(['--import', 'tsx', 'scripts/restore.mjs', folder, ...more], {
    url: elsewhere,
    dataDir: path.join(dir, 'machine'),
  })

const foldersIn = async (place: string): Promise<string[]> =>
  (await readdir(place)).sort().map((name) => path.join(place, name))

const withoutBackups = ({ 'public."Backup"': _, ...tables }: Readonly<Record<string, string>>) => tables

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-backup-'))
  app = await openTestApp()
  elsewhere = await openElsewhere()
  const people = [await app.signIn({ name: awkward }), await app.signIn()]
  for (const person of people) await giveBelongings(app.ctx, person)
  objects = new Map(
    people.map(({ workspace }) => [`clips/${workspace.workspaceId}/a.mp4`, randomBytes(300_000)] as const),
  )
  for (const [key, bytes] of objects) await app.ctx.ports.objects.put(key, bytes, { contentType: 'video/mp4' })
  await applyRunnerSchema(app.database.pool)
  await app.database.pool.query(
    `insert into runner.event (id, name, body, routed) values ('e1', 'a/b', '{"data":"\\u0000 \\n"}', true)`,
  )
  await app.database.pool.query(`insert into runner.job (kind, due_at, keys) values ('call', now(), '{"a,b","c\\"d"}')`)
  // The test's database was made without the Prisma CLI, which notes what it applied.
  const { rows } = await on(elsewhere, (pool) => pool.query('select * from _prisma_migrations'))
  await app.database.pool.query(
    `create table _prisma_migrations (id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz,
     migration_name varchar(255) not null, logs text, rolled_back_at timestamptz, started_at timestamptz not null, applied_steps_count integer not null)`,
  )
  await app.database.pool.query(
    'insert into _prisma_migrations select * from json_populate_recordset(null::_prisma_migrations, $1)',
    [JSON.stringify(rows)],
  )
}, 120_000)

afterAll(async () => {
  await on(elsewhere.replace(/\/[^/]+$/, '/postgres'), (pool) =>
    pool.query(`drop database if exists ${new URL(elsewhere).pathname.slice(1)} with (force)`),
  )
  await app.close()
  await rm(dir, { recursive: true, force: true })
})

describe('a backup', () => {
  test('names the keys that are to be kept elsewhere, and neither prints nor holds one', async () => {
    const { code, output } = await backUp('backups')
    expect([code, output]).toEqual([0, expect.stringContaining('2 objects')])
    first = (await foldersIn(path.join(dir, 'backups')))[0] ?? ''
    const manifest = await readFile(path.join(first, 'manifest.json'), 'utf8')
    expect(JSON.parse(manifest).keys).toContainEqual({ name: 'AUTH_SECRET', keptIn: 'the environment' })
    expect(output + manifest).not.toContain(secret)
  })

  test('is noted where the ops page reads it', async () => {
    expect(await findLastBackup(app.ctx)).toMatchObject({ place: path.join(dir, 'backups'), objects: 2 })
  })

  test('takes an object that has not changed from the one before, and is whole without it', async () => {
    const [key = ''] = objects.keys()
    await app.ctx.ports.objects.put(`${key}.new`, Buffer.from('new'), { contentType: 'video/mp4' })
    expect((await backUp('backups')).code).toBe(0)
    await app.ctx.ports.objects.delete(`${key}.new`)
    const second = (await foldersIn(path.join(dir, 'backups')))[1] ?? ''
    const inode = async (folder: string) => (await stat(path.join(folder, 'objects', key))).ino
    expect(await inode(second)).toBe(await inode(first))
    expect(await readFile(path.join(second, 'objects', `${key}.new`), 'utf8')).toBe('new')
  })
})

describe('a restore', () => {
  test('deletes nothing unless it is told to, and nothing under a running app', async () => {
    const refused = await restore(first)
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('The database is not empty')])
    const busy = await on(elsewhere, async (pool) => {
      await pool.query('select 1')
      return restore(first, ['--replace'])
    })
    expect([busy.code, busy.output]).toEqual([1, expect.stringContaining('1 other connection(s)')])
  })

  test('of a backup that was damaged changes nothing', async () => {
    const before = await on(elsewhere, snapshotTables)
    const [key = ''] = objects.keys()
    const damaged = [path.join(first, 'objects', key), path.join(first, 'tables', 'public.Clip.copy.gz')]
    for (const file of damaged) {
      const bytes = await readFile(file)
      await writeFile(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]))
      const { code, output } = await restore(first, ['--replace'])
      expect([code, output]).toEqual([1, expect.stringContaining(file)])
      await writeFile(file, bytes)
    }
    expect(await on(elsewhere, snapshotTables)).toEqual(before)
  })

  test('brings back every row of every table and every byte of every object, on another machine', async () => {
    const wanted = withoutBackups(await snapshotTables(app.database.pool))
    const { code, output } = await restore(first, ['--replace'])
    expect([code, output]).toEqual([0, expect.stringContaining('2 objects')])
    expect(withoutBackups(await on(elsewhere, snapshotTables))).toEqual(wanted)
    for (const [key, bytes] of objects) expect(await readFile(path.join(dir, 'machine', 'objects', key))).toEqual(bytes)
  })

  test('leaves a database that works on: keys hold, numbers go on, nothing is left to migrate', async () => {
    await on(elsewhere, async (pool) => {
      const orphan = pool.query(
        `insert into "Clip" select (jsonb_populate_record(c, '{"id":"x","projectId":"nobody"}')).* from "Clip" c limit 1`,
      )
      await expect(orphan).rejects.toMatchObject({ code: '23503' })
      const { rows } = await pool.query(`insert into runner.job (kind, due_at) values ('call', now()) returning id`)
      expect(Number(rows[0]?.id)).toBe(2)
    })
    expect(await ensureMigrated(elsewhere)).toBe(0)
    const database = createDatabase({ url: elsewhere, max: 1 })
    expect(await findLastBackup({ db: database.db })).toMatchObject({ objects: 2 })
    expect(await database.db.user.count({ where: { name: awkward } })).toBe(1)
    await database.close()
  })
})
