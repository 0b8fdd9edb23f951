import { expect, test } from 'vitest'
import { createTestDatabase } from './database'

test('each test file has the tables to itself', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()])
  await one.db.user.create({ data: { email: 'a@example.com' } })
  expect([await one.db.user.count(), await other.db.user.count()]).toEqual([1, 0])
  await Promise.all([one.close(), other.close()])
})
