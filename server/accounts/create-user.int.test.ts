import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { createUser } from '.'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

test('of twenty sign-ups of one address at once one makes the person, with one workspace that they own', async () => {
  const email = 'twenty@example.com'
  const made = await Promise.all(Array.from({ length: 20 }, () => createUser(app.ctx, { email, isVerified: true })))
  expect(new Set(made.map(({ userId }) => userId)).size).toBe(1)
  expect(new Set(made.map(({ workspaceId }) => workspaceId)).size).toBe(1)
  expect(made.filter(({ isNew }) => isNew)).toHaveLength(1)
  expect(await app.ctx.db.membership.findMany({ where: { user: { email } }, select: { role: true } })).toEqual([
    { role: 'owner' },
  ])
})
