import type { Pool } from 'pg'
import { type Db, transact } from './database'
import { schemaSql } from './schema'

/** Creates the schema `runner` or brings it up to date. Safe to call from several processes at once; needs the right to create a schema. */
export const applyRunnerSchema = (pool: Pool): Promise<void> => transact(pool, (db) => applyRunnerVersions(db))

/** The same inside a transaction of the caller's, up to a version: a backup is put back into the tables it was taken from. */
export const applyRunnerVersions = async (db: Db, upTo = Number.POSITIVE_INFINITY): Promise<void> => {
  // Of several workers that start at once one makes the tables; the others wait for it longer than a statement of theirs may else.
  await db.query(`set local lock_timeout = '20s'; set local statement_timeout = '25s'`)
  await db.query(`select pg_advisory_xact_lock(hashtext('runner.schema'))`)
  await db.query('create schema if not exists runner')
  await db.query(
    'create table if not exists runner.schema_version (version integer primary key, applied_at timestamptz not null default now())',
  )
  const { rows } = await db.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from runner.schema_version',
  )
  const current = rows[0]?.version ?? 0
  for (const { version, sql } of splitVersions(schemaSql).filter((each) => each.version > current)) {
    if (version > upTo) break
    await db.query(sql)
    await db.query('insert into runner.schema_version (version) values ($1)', [version])
  }
}

const splitVersions = (text: string): { version: number; sql: string }[] =>
  text
    .split(/^-- version (?=\d+$)/m)
    .slice(1)
    .map((block) => ({ version: Number.parseInt(block, 10), sql: block.slice(block.indexOf('\n')) }))
