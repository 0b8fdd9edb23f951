import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyRunnerSchema } from '@/server/runner'
import { openTestApp, type TestApp } from '@/server/testing/app-context'
import { startUploadServer } from '@/server/testing/start-upload-server'
import { checksumOf, createTusClient, sha256 } from '@/server/testing/tus-client'

let app: TestApp

beforeAll(async () => {
  app = await openTestApp()
  // The killed process hands the finished upload on to the embedded runner.
  await applyRunnerSchema(app.database.pool)
})
afterAll(() => app?.close())

const start = () =>
  startUploadServer({
    DATABASE_URL: app.database.url,
    CLIPFORGE_DATA_DIR: app.dir,
    APP_URL: 'http://localhost:3000',
    AUTH_SECRET: 'x'.repeat(40),
    MEDIA_SIGNING_KEYS: `k1:${'y'.repeat(40)}`,
    REDIS_URL: '',
    S3_BUCKET: '',
  })

test('a server killed with -9 in the middle of a part loses at most that part; the upload goes on and its bytes are the same', async () => {
  const { token, workspace } = await app.signIn()
  const bytes = randomBytes(24_000_000)
  const partBytes = 8_000_000
  const cookie = { cookie: `clipforge-session=${token}` }
  const first = await start()
  let location = ''
  try {
    const tus = createTusClient(first.url, cookie)
    location = await tus.create(bytes.length, { sha256: sha256(bytes) })
    const part = bytes.subarray(0, partBytes)
    expect((await tus.patch(location, 0, part, { headers: checksumOf(part) })).status).toBe(204)
    const broken = tus.patch(location, partBytes, bytes.subarray(partBytes), { stallAfter: 6_000_000 })
    const size = async () => (await stat(path.join(app.dir, 'incoming', location.split('/').at(-1) ?? ''))).size
    await expect.poll(size).toBeGreaterThan(partBytes + 3_000_000)
    await Promise.all([first.kill(), expect(broken).rejects.toThrow()])
  } finally {
    await first.kill()
  }

  const second = await start()
  try {
    const tus = createTusClient(second.url, cookie)
    const offset = await tus.offsetOf(location)
    expect(offset).toBeGreaterThanOrEqual(partBytes)
    // The lock of the killed writer is no obstacle.
    expect((await tus.patch(location, offset, bytes.subarray(offset, offset + 1000))).status).toBe(204)
    expect((await tus.patch(location, offset + 1000, bytes.subarray(offset + 1000))).status).toBe(204)
    const id = location.split('/').at(-1) ?? ''
    expect(sha256(await readFile(path.join(app.dir, 'incoming', id)))).toBe(sha256(bytes))
    const row = await app.ctx.db.upload.findUniqueOrThrow({ where: { id } })
    expect(row).toMatchObject({ state: 'checking', workspaceId: workspace.workspaceId, offsetBytes: 24_000_000n })
  } finally {
    await second.kill()
  }
})
