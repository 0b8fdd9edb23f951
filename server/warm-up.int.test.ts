import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase } from './db/client'
import { openTestApp, type TestApp } from './testing/app-context'
import { warmUp } from './warm-up'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

test('opens connections and runs on each what pages ask, and leaves nothing behind', async () => {
  const person = await app.signIn()
  const own = createDatabase({ url: app.database.url, max: 20 })
  await warmUp({ ...app.ctx, db: own.db }, own.pool)
  const { rows } = await app.database.pool.query<{ query: string }>(
    `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  )
  await own.close()
  expect(rows.length).toBeGreaterThanOrEqual(10)
  expect(await app.ctx.db.project.count()).toBe(0)
  expect(await app.ctx.db.workspace.count()).toBe(1)
  expect(await app.ctx.db.session.count()).toBe(1)
  expect(app.sentEvents).toEqual([])
  expect(person.workspace.workspaceId).not.toBe('')
})

test('a database that does not answer holds no process up', async () => {
  const away = () => Promise.reject(new Error('away'))
  const db = new Proxy(app.ctx.db, { get: () => new Proxy(away, { get: () => away }) })
  await warmUp({ ...app.ctx, db }, app.database.pool)
})
