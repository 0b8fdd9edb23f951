import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { withLock } from '@/server/private-files.mjs'
import { ensurePostgres } from '../../scripts/postgres.mjs'
import { createDatabase, type Database } from '../db/client'
import { readEnv } from '../env'

export type TestDatabase = Database & { readonly url: string }

const migrationsDir = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** Nothing of a test outlives a crash of the machine, so the disk need not be waited for. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/**
 * A database of one test file's own, with every migration applied: a copy of a template that is made once per set of migrations, on a
 * server of the tests' own that stays for the next run. `close` drops it.
 */
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const dataDir = path.join(readEnv().CLIPFORGE_DATA_DIR, 'test-postgres')
  const server = await ensurePostgres({ dataDir, database: 'postgres', settings })
  const template = await withLock(path.join(dataDir, 'template-lock'), () => ensureTemplate(server.url))
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(server.url, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  const url = urlOf(server.url, name)
  const database = createDatabase({ url, max: 10, patience: 20 })
  return {
    ...database,
    url,
    close: async () => {
      await database.close()
      await asAdmin(server.url, (admin) => dropDatabase(admin, name))
    },
  }
}

/**
 * A pool says that it has ended before the server has seen it go: without force PostgreSQL waits five seconds for those who leave. Who is cut
 * off instead says so as an error of its pool, which ends the test's process when nobody listens there any more.
 */
const dropDatabase = async (admin: pg.Client, name: string): Promise<void> => {
  try {
    await admin.query(`DROP DATABASE IF EXISTS ${name}`)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== objectInUse) throw error
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  }
}

/** PostgreSQL's code for a database that somebody is connected to. */
const objectInUse = '55006'

const ensureTemplate = async (serverUrl: string): Promise<string> => {
  const migrations = (await readdir(migrationsDir, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(migrationsDir, entry.name, 'migration.sql'))
    .sort()
  const scripts = await Promise.all(migrations.map((file) => readFile(file, 'utf8')))
  const template = `template_${createHash('sha256').update(scripts.join('\n')).digest('hex').slice(0, 16)}`
  await asAdmin(serverUrl, async (admin) => {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template])
    if (rowCount === 1) return
    // Built under another name: a template that was interrupted half way is never taken for a whole one.
    await admin.query(`DROP DATABASE IF EXISTS ${template}_half WITH (FORCE)`)
    await admin.query(`CREATE DATABASE ${template}_half`)
    await asAdmin(urlOf(serverUrl, `${template}_half`), async (half) => {
      for (const script of scripts) await half.query(script)
    })
    await admin.query(`ALTER DATABASE ${template}_half RENAME TO ${template}`)
  })
  return template
}

const asAdmin = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const urlOf = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}
