import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/server/testing/database'
import { type S3StandIn, startS3StandIn } from '@/server/testing/s3-stand-in'
import { type ChaosWeb, startChaosWeb } from '@/server/testing/start-chaos-web'
import { signMediaUrl } from '.'

const media = randomBytes(200_000)
/** Decided within 1.2 s, and by the store's own deadline after 10 s; the rest is the machine's, on which other tests may run. */
const decidedMs = 8_000

let dir: string
let database: TestDatabase
let s3: S3StandIn
let web: ChaosWeb
let mediaUrl: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-bucket-'))
  database = await createTestDatabase()
  s3 = await startS3StandIn()
  web = await startChaosWeb({
    databaseUrl: database.url,
    dataDir: dir,
    env: {
      S3_BUCKET: s3.bucket,
      S3_ENDPOINT: s3.endpoint,
      S3_ACCESS_KEY_ID: s3.credentials.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
    },
  })
  const key = `clips/${web.who.workspace.workspaceId}/one.mp4`
  await web.app.context.ports.objects.put(key, media, { contentType: 'video/mp4' })
  mediaUrl = signMediaUrl(web.who.workspace, key)
})
afterAll(async () => {
  await web?.stop()
  await s3?.close()
  await database?.close()
  await rm(dir, { recursive: true, force: true })
})

const storage = async (): Promise<string> => {
  const answer: unknown = JSON.parse((await web.read('account.me')).body)
  return String(Object(answer).result?.data?.json?.storage)
}
const play = () => fetch(new URL(mediaUrl, web.url))
const playing = async () => media.equals(Buffer.from(await (await play()).arrayBuffer()))
const refused = async () => {
  const beganAt = performance.now()
  const answer = await play()
  const { code } = (await answer.json()) as { readonly code?: string }
  expect(performance.now() - beganAt).toBeLessThan(decidedMs)
  return [answer.status, code, Number(answer.headers.get('retry-after')) > 0]
}

test('a bucket that takes connections and says nothing: media say at once to come back, everybody is told, the rest works; when it answers, all is well by itself', async () => {
  expect(await playing()).toBe(true)
  s3.fallSilent(true)
  // Not known yet; then known.
  expect(await refused()).toEqual([503, 'storage_unavailable', true])
  await expect.poll(storage).toBe('away')
  expect(await refused()).toEqual([503, 'storage_unavailable', true])
  const health = await fetch(`${web.url}/health`)
  expect([health.status, ((await health.json()) as { readonly status: string }).status]).toEqual([200, 'warn'])
  expect((await fetch(`${web.url}/health/ready`)).status).toBe(200)
  s3.fallSilent(false)
  await expect.poll(playing).toBe(true)
  await expect.poll(storage).toBe('well')
})
