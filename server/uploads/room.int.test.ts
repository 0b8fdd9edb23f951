import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AppContext } from '@/server/context'
import { limits } from '@/server/media/limits'
import { openTestApp, type SignedInTester, type TestApp } from '@/server/testing/app-context'
import { bringBytes } from '@/server/testing/bring-bytes'
import { unlimited } from '@/server/testing/unlimited'
import { appendUpload, createUpload, expireUploads, getStorageUse, getUpload, readOffset } from '.'

const gib = 1024 ** 3
const minuteMs = 60_000
let app: TestApp
/** The app on a disk with as much free room as a test says. */
let ctx: AppContext
let freeBytes = 0
let ann: SignedInTester
let bob: SignedInTester

beforeAll(async () => {
  app = await openTestApp({ ports: { rateLimiter: unlimited } })
  ctx = {
    ...app.ctx,
    ports: { ...app.ctx.ports, intake: { ...app.ctx.ports.intake, freeBytes: async () => freeBytes } },
  }
})
afterAll(() => app?.close())
beforeEach(async () => {
  await app.ctx.db.upload.deleteMany()
  freeBytes = 230 * gib
  ann = await newcomer()
  bob = await newcomer()
})

const newcomer = async (): Promise<SignedInTester> => {
  const person = await app.signIn()
  const { workspaceId } = person.workspace
  await app.ctx.db.workspace.update({ where: { id: workspaceId }, data: { plan: 'business' } })
  return person
}
const announce = (person: SignedInTester, sizeBytes: number) =>
  createUpload({ ...person.workspace, ports: ctx.ports }, { fileName: 'talk.mp4', sizeBytes })
const send = (person: SignedInTester, id: string, offset: number, sizeBytes: number) =>
  appendUpload(ctx, person.user, {
    ...{ id, offset, lengthBytes: sizeBytes, partHash: null, contentHash: null },
    body: (async function* () {
      yield randomBytes(sizeBytes)
    })(),
    signal: new AbortController().signal,
  })
const pass = async (ms: number): Promise<void> => {
  await app.ctx.db
    .$executeRaw`UPDATE "Upload" SET "updatedAt" = "updatedAt" - ${ms} * interval '1 millisecond', "expiresAt" = "expiresAt" - ${ms} * interval '1 millisecond'`
}

describe('room on the disk', () => {
  test('one account that announces 200 GiB and sends nothing keeps nobody else out', async () => {
    for (let count = 0; count < 10; count++) await announce(ann, 20 * gib)
    await expect(announce(ann, 20 * gib)).rejects.toMatchObject({ code: 'storage_full' })
    expect(await announce(bob, 20 * gib)).toMatchObject({ id: expect.any(String) })
  })

  test('is kept for what comes, and not for what was announced ten minutes ago and has not come since', async () => {
    const { id } = await announce(ann, 20 * gib)
    await bringBytes(app, id, 1000)
    freeBytes = 50 * gib
    await expect(announce(bob, 20 * gib)).rejects.toMatchObject({
      details: { limit: 'disk', needed: 40 * gib, free: 30 * gib + 1000 },
    })
    await pass((limits.uploadPromiseMinutes + 1) * minuteMs)
    expect(await announce(bob, 20 * gib)).toMatchObject({ id: expect.any(String) })
  })

  test('is asked for again by an upload that goes on after a pause: refused with the numbers it keeps what is here, and goes on once there is room', async () => {
    const { id } = await announce(ann, 20 * gib)
    await bringBytes(app, id, 1000)
    await pass((limits.uploadPromiseMinutes + 1) * minuteMs)
    freeBytes = 30 * gib
    await expect(send(ann, id, 1000, 500)).rejects.toMatchObject({
      code: 'storage_full',
      details: { limit: 'disk', needed: 40 * gib - 1000, free: 30 * gib },
    })
    expect(await readOffset(ann.user, { id })).toMatchObject({ offset: 1000 })
    freeBytes = 60 * gib
    expect(await send(ann, id, 1000, 500)).toMatchObject({ offset: 1500 })
    freeBytes = 1 * gib
    expect(await send(ann, id, 1500, 500)).toMatchObject({ offset: 2000 })
  })
})

test('what was announced and has no byte ends after three hours; one byte of it is kept three days, and its sender is told so', async () => {
  const [empty, begun] = [await announce(ann, 1000), await announce(ann, 1000)]
  const leftHours = ({ expiresAt }: { readonly expiresAt: Date }) =>
    Math.round((expiresAt.getTime() - app.ctx.clock.now()) / (60 * minuteMs))
  expect(leftHours(empty)).toBe(limits.unstartedUploadHours)
  expect(leftHours(await send(ann, begun.id, 0, 1))).toBe(limits.uploadKeepHours)
  await expect(send(ann, empty.id, 1, 1)).rejects.toMatchObject({ code: 'conflict' })
  await pass((limits.unstartedUploadHours * 60 + 1) * minuteMs)
  expect(await expireUploads(ctx)).toMatchObject({ expired: 1 })
  expect(await getUpload(ann.workspace, { id: empty.id })).toMatchObject({ state: 'failed', failure: { code: 'gone' } })
  expect(await getUpload(ann.workspace, { id: begun.id })).toMatchObject({ state: 'receiving' })
})

test('a store that is away is not said to have room', async () => {
  const away = { ...app.ctx.ports.objects, freeBytes: () => Promise.reject(new Error('away')) }
  const asked = getStorageUse({ ...ann.workspace, ports: { ...ctx.ports, objects: away } })
  await expect(asked).rejects.toThrow('away')
})
