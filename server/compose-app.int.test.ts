import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createApp } from './compose-app'
import { readEnv } from './env'
import { createTestDatabase } from './testing/database'
import { connectTestRedis, startTestRedis } from './testing/redis'

test('an app that can’t be made leaves no connection behind, however often it is tried', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-compose-'))
  const [database, redis] = await Promise.all([createTestDatabase(), startTestRedis()])
  const client = await connectTestRedis(redis)
  const make = (dataDir: string) =>
    createApp(
      'web',
      readEnv({
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        CLIPFORGE_DATA_DIR: dataDir,
        AUTH_SECRET: 'a secret of tests that opens nothing anywhere',
        MEDIA_SIGNING_KEYS: 'k1:a-secret-of-tests-that-signs-nothing-elsewhere',
      }),
    )
  const connections = async () =>
    String(await client.client('LIST'))
      .trim()
      .split('\n').length
  await writeFile(path.join(dir, 'file'), '')
  for (let attempt = 0; attempt < 3; attempt++)
    await expect(make(path.join(dir, 'file', 'data'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  const app = await make(path.join(dir, 'data'))
  // Its own, its subscriber's, and the test's.
  await expect.poll(connections).toBeGreaterThanOrEqual(3)
  await app.close()
  await expect.poll(connections).toBe(1)
  client.disconnect()
  await Promise.all([redis.stop(), database.close(), rm(dir, { recursive: true, force: true })])
})
