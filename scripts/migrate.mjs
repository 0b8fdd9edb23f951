import { readdirSync } from 'node:fs'
import path from 'node:path'
import { runPrisma } from './db.mjs'
import { projectDir } from './environment.mjs'
import { lastLines } from './run-program.mjs'

const migrationsDir = path.join(projectDir, 'prisma', 'migrations')

/**
 * Brings the database up to date; asks it first, because the CLI takes a second and a half to say that nothing is to be done.
 * Returns how many migrations were applied.
 */
export const ensureMigrated = async (url, { signal } = {}) => {
  const wanted = readdirSync(migrationsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  const applied = new Set(await appliedMigrations(url))
  const pending = wanted.filter((name) => !applied.has(name))
  if (pending.length === 0) return 0
  const { status, output } = await runPrisma(['migrate', 'deploy'], { url, signal })
  if (status !== 0) throw new Error(`The database could not be brought up to date:\n${lastLines(output)}`)
  return pending.length
}

const missingTable = '42P01'
const missingDatabase = '3D000'

const appliedMigrations = async (url) => {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
    const { rows } = await client.query(
      'select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
    )
    return rows.map((row) => row.migration_name)
  } catch (error) {
    if (error.code === missingTable || error.code === missingDatabase) return []
    throw new Error(`PostgreSQL does not answer at ${withoutPassword(url)}: ${error.message || error.code}`)
  } finally {
    await client.end()
  }
}

const withoutPassword = (url) => {
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}
