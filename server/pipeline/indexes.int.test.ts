import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { WorkspaceContext } from '@/server/context'
import { createDatabase, type Database } from '@/server/db/client'
import { purgeRemoved } from '@/server/projects'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { getStorageUse } from '@/server/uploads'
import { sweepWork } from './sweep-work'

let app: TestApp
let ctx: WorkspaceContext

/** An installation in its second year: twenty workspaces that have made ten thousand clips of five thousand projects. */
beforeAll(async () => {
  app = await openTestApp()
  const testers: WorkspaceContext[] = []
  for (let more = 0; more < 20; more++) testers.push((await app.signIn()).workspace)
  const [first] = testers
  if (first === undefined) throw new Error('Nobody signed in.')
  ctx = first
  await apart(async ({ pool }) => {
    await pool.query(
      `INSERT INTO "Project" ("id", "workspaceId", "createdById", "title", "settings", "status", "attempt", "finishedAt", "updatedAt")
       SELECT 'p' || n, ($1::text[])[1 + n % 20], 'somebody', 'A talk', '{}', 'ready', 1, now() - interval '1 year' * n / 5000 - interval '1 day', now()
       FROM generate_series(1, 5000) n`,
      [testers.map(({ workspaceId }) => workspaceId)],
    )
    await pool.query(
      `INSERT INTO "Clip" ("id", "projectId", "workspaceId", "position", "title", "score", "startMs", "endMs", "durationMs", "ranges", "features", "boundary")
       SELECT p."id" || 'c' || n, p."id", p."workspaceId", n, 'A clip', 1, n, n + 1, 1, '[]', '[]', '{}' FROM "Project" p, generate_series(1, 2) n`,
    )
    await pool.query(
      `INSERT INTO "Render" ("id", "clipId", "workspaceId", "aspect", "framing", "captions", "state", "sizeBytes")
       SELECT c."id" || 'r', c."id", c."workspaceId", '9:16', 'auto', 'karaoke', 'ready', 1000 FROM "Clip" c`,
    )
    await pool.query('ANALYZE')
  })
})
afterAll(() => app?.close())

const scansOf = async (): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await app.database.pool.query<{ name: string; scans: number }>(
    `SELECT indexrelname AS name, idx_scan::int AS scans FROM pg_stat_user_indexes
     UNION ALL SELECT 'all of ' || relname, seq_scan::int FROM pg_stat_user_tables`,
  )
  return new Map(rows.map(({ name, scans }) => [name, scans]))
}

/** Over a connection of its own: when that has ended, the server has counted what it did. */
const apart = async (work: (own: Database) => Promise<unknown>): Promise<void> => {
  const own = createDatabase({ url: app.database.url, max: 1, patience: 20 })
  const { rows } = await own.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  await work(own)
  await own.close()
  const isThere = () => app.database.pool.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [rows[0]?.pid])
  await vi.waitFor(async () => expect((await isThere()).rowCount).toBe(0), { timeout: 30_000 })
}

const used = async (ask: (own: WorkspaceContext) => Promise<unknown>): Promise<(name: string) => number> => {
  const before = await scansOf()
  await apart(({ db }) => ask({ ...ctx, db }))
  const after = await scansOf()
  return (name) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
}

test('what is asked every minute and with each upload reads no table whole that grows with the years', async () => {
  const scans = await used(async (own) => {
    await getStorageUse(own)
    await purgeRemoved(own)
    await sweepWork(own)
  })
  for (const index of [
    'Render_workspaceId_state_idx',
    'Project_removed_idx',
    'Clip_removed_idx',
    'Project_status_finishedAt_idx',
  ])
    expect([index, scans(index)]).toEqual([index, expect.toSatisfy((count: number) => count > 0)])
  for (const table of ['Project', 'Clip', 'Render']) expect([table, scans(`all of ${table}`)]).toEqual([table, 0])
})
