import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isDomainError } from '@/server/errors'
import { createTestDatabase, type TestDatabase } from '@/server/testing/database'
import { createDatabase, Prisma } from './client'
import { queryRows } from './query-rows'

let database: TestDatabase
const zone = process.env.TZ

beforeAll(async () => {
  // Where local time is not UTC: what is taken for the other is hours away.
  process.env.TZ = 'America/New_York'
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.close()
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

describe('a statement asked without Prisma', () => {
  test('gives its columns as Prisma gives them', async () => {
    const at = new Date('2026-03-08T02:30:00.120Z')
    const { id } = await database.db.workspace.create({
      data: { name: "Ann's “films”; --", plan: 'pro', creditBalance: 3, trialEndsAt: at },
    })
    const select = {
      name: true,
      plan: true,
      isPersonal: true,
      creditBalance: true,
      trialEndsAt: true,
      trialEndedAt: true,
    }
    const asked = Prisma.sql`
      SELECT "name", "plan", "isPersonal", "creditBalance", "trialEndsAt", "trialEndedAt" FROM "Workspace" WHERE "id" = ${id}`
    expect(await queryRows(database.db, asked)).toEqual([
      await database.db.workspace.findUniqueOrThrow({ where: { id }, select }),
    ])
    expect(
      await queryRows(database.db, Prisma.sql`SELECT json_build_object('a', 1) AS found, 2.5::float8 AS half`),
    ).toEqual([{ found: { a: 1 }, half: 2.5 }])
  })

  test('writes an instant as Prisma reads it', async () => {
    const at = new Date('2026-11-01T06:15:00.007Z')
    const { id } = await database.db.workspace.create({ data: { name: 'Clock' } })
    await queryRows(database.db, Prisma.sql`UPDATE "Workspace" SET "trialEndsAt" = ${at} WHERE "id" = ${id}`)
    const found = await database.db.workspace.findUniqueOrThrow({ where: { id }, select: { trialEndsAt: true } })
    expect(found.trialEndsAt).toEqual(at)
  })

  test('shares prepared statements with Prisma on one connection, whoever asks first', async () => {
    const narrow = createDatabase({ url: database.url, max: 1, patience: 20 })
    const statements = Array.from(
      { length: 3 },
      (_, index) => Prisma.sql`SELECT ${'x'} || ${Prisma.raw(`'${index}'`)} AS found`,
    )
    for (const [index, sql] of statements.entries()) {
      expect(await queryRows(narrow.db, sql)).toEqual([{ found: `x${index}` }])
      expect(await narrow.db.$queryRaw(sql)).toEqual([{ found: `x${index}` }])
      expect(await queryRows(narrow.db, sql)).toEqual([{ found: `x${index}` }])
    }
    await narrow.close()
  })

  test('says of a database that is away what every other statement says', async () => {
    const nowhere = createDatabase({ url: 'postgresql://nobody:x@127.0.0.1:1/none', max: 1 })
    const failed = await queryRows(nowhere.db, Prisma.sql`SELECT 1`).catch((error: unknown) => error)
    expect(isDomainError(failed, 'database_unavailable')).toBe(true)
    await nowhere.close()
  })
})
