import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { childEnvironment } from '@/server/env'
import { createTestDatabase, type TestDatabase } from '@/server/testing/database'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const schemaFile = path.join(projectDir, 'prisma', 'schema.prisma')
const dir = mkdtempSync(path.join(os.tmpdir(), 'clipforge-prisma-'))

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await database.close()
  rmSync(dir, { recursive: true, force: true })
})

/** One command of the Prisma CLI, through our engine, on a database that has every migration. */
const prisma = (...args: string[]) => prismaOn(database.url, ...args)

const prismaOn = async (
  url: string,
  ...args: string[]
): Promise<{ readonly code: number; readonly output: string }> => {
  const child = spawn(process.execPath, [path.join(projectDir, 'scripts', 'db.mjs'), ...args], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment({ DATABASE_URL: url }),
  })
  let output = ''
  for (const pipe of [child.stdout, child.stderr])
    pipe.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const [code] = await once(child, 'close')
  return { code: Number(code), output }
}

const differenceTo = (schema: string) =>
  prisma('migrate', 'diff', '--from-config-datasource', '--to-schema', schema, '--exit-code')

test('the migrations make what the schema says', async () => {
  const { code, output } = await differenceTo(schemaFile)
  expect(output).toContain('No difference detected')
  expect(code).toBe(0)
})

test('a schema that is ahead of the migrations is seen', async () => {
  const ahead = path.join(dir, 'ahead.prisma')
  writeFileSync(ahead, `${readFileSync(schemaFile, 'utf8')}\nmodel Ahead {\n  id String @id\n}\n`)
  const { code, output } = await differenceTo(ahead)
  expect(output).toContain('Ahead')
  expect(code).toBe(2)
})

test('a script goes to the database whole, function bodies included', async () => {
  const script = path.join(dir, 'function.sql')
  const body = 'DECLARE twice integer; BEGIN twice := one * 2; RETURN twice; END;'
  writeFileSync(script, `CREATE FUNCTION doubled(one integer) RETURNS integer AS $$ ${body} $$ LANGUAGE plpgsql;`)
  expect(await prisma('db', 'execute', '--file', script)).toMatchObject({ code: 0 })
  const { rows } = await database.pool.query('select doubled(21) as value')
  expect(rows).toEqual([{ value: 42 }])
})

test('a database that does not answer is said to be unreachable, not broken', async () => {
  const { port } = new URL(database.url)
  const { code, output } = await prismaOn(database.url.replace(`:${port}/`, ':1/'), 'migrate', 'status')
  expect(output).toContain('P1001')
  expect(code).toBe(1)
})
