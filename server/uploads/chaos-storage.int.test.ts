import { randomBytes } from 'node:crypto'
import { readdir, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signMediaUrl } from '@/server/media-links'
import { createTestDatabase, type TestDatabase } from '@/server/testing/database'
import { canMount, openSmallDisk, type SmallDisk } from '@/server/testing/small-disk'
import { type ChaosWeb, startChaosWeb } from '@/server/testing/start-chaos-web'
import { checksumOf, createTusClient, creation, sha256 } from '@/server/testing/tus-client'
import { describeWhere } from '@/server/testing/where'

const diskMb = 64
const media = randomBytes(200_000)

describeWhere(canMount(), 'nothing may be mounted here')('the disk that media lie on', () => {
  let database: TestDatabase
  let disk: SmallDisk
  let web: ChaosWeb
  let projectId: string
  let mediaUrl: string

  beforeAll(async () => {
    database = await createTestDatabase()
    disk = await openSmallDisk(diskMb)
    web = await startChaosWeb({ databaseUrl: database.url, dataDir: disk.dir })
    const { workspaceId, user } = web.who.workspace
    const project = await web.app.context.db.project.create({
      data: { workspaceId, createdById: user.id, title: 'As it was', settings: {}, status: 'ready' },
    })
    projectId = project.id
    const key = `clips/${workspaceId}/one.mp4`
    await web.app.context.ports.objects.put(key, media, { contentType: 'video/mp4' })
    mediaUrl = signMediaUrl(web.who.workspace, key)
  })
  afterAll(async () => {
    await web?.stop()
    await disk?.close()
    await database?.close()
  })

  const storage = async (): Promise<string> => {
    const answer: unknown = JSON.parse((await web.read('account.me')).body)
    return String(Object(answer).result?.data?.json?.storage)
  }
  const play = () => fetch(new URL(mediaUrl, web.url))
  const playing = async () => media.equals(Buffer.from(await (await play()).arrayBuffer()))
  const change = async (procedure: string, input: object): Promise<number> => {
    const { status } = await web.ask(`/api/trpc/${procedure}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ json: input }),
    })
    return status
  }
  const tus = () => createTusClient(web.url, web.headers)
  const announced = (sizeBytes: number) =>
    tus().send({ method: 'POST', path: '/api/uploads', headers: creation(sizeBytes, { filename: 'talk.mp4' }) })
  const halfWritten = async () => {
    const names = await readdir(disk.dir, { recursive: true })
    // But for the byte by which the process itself tries, now and then, whether it can write.
    return names.filter((name) => path.basename(name).startsWith('.') && !name.startsWith('objects/health/'))
  }

  test('has less than a twentieth free: an upload is refused before a byte of it is sent, everybody is told, and the rest works; with room again, so do uploads', async () => {
    await disk.fill(0.04)
    const refused = await announced(1_000_000)
    expect(refused).toMatchObject({ status: 507, body: { code: 'storage_full', needed: 2_000_000, free: 0 } })
    await expect.poll(storage).toBe('full')
    expect((await fetch(`${web.url}/health/ready`)).status).toBe(200)
    expect(await playing()).toBe(true)
    expect(await change('project.rename', { id: projectId, title: 'Renamed' })).toBe(200)
    expect(await change('project.remove', { id: projectId })).toBe(200)
    expect(await change('project.restore', { id: projectId })).toBe(200)
    await disk.empty()
    expect((await announced(1_000_000)).status).toBe(201)
    await expect.poll(storage).toBe('well')
  })

  test('has room, but not twice what the file needs: refused with both figures', async () => {
    const sizeBytes = (diskMb / 2) * 1024 ** 2
    const { status, body } = await announced(sizeBytes)
    expect([status, body.code, body.needed]).toEqual([507, 'storage_full', 2 * sizeBytes])
    expect(Number(body.free)).toBeGreaterThan(sizeBytes)
  })

  test('fills up to the last byte while a part comes: what was taken before stays, nothing half written is left, and with room again it goes on', async () => {
    const bytes = randomBytes(4_000_000)
    const location = await tus().create(bytes.length, { sha256: sha256(bytes) })
    const part = bytes.subarray(0, 1_000_000)
    expect((await tus().patch(location, 0, part, { headers: checksumOf(part) })).status).toBe(204)
    await disk.fill(0)
    const next = bytes.subarray(1_000_000, 3_000_000)
    const refused = await tus().patch(location, 1_000_000, next, { headers: checksumOf(next) })
    expect(refused).toMatchObject({ status: 507, body: { code: 'storage_full' } })
    expect(await tus().offsetOf(location)).toBe(1_000_000)
    const kept = web.app.context.ports.objects.put('clips/x/y.mp4', next, { contentType: 'video/mp4' })
    await expect(kept).rejects.toMatchObject({ code: 'storage_full' })
    expect(await halfWritten()).toEqual([])
    expect(await playing()).toBe(true)
    await disk.empty()
    expect((await tus().patch(location, 1_000_000, bytes.subarray(1_000_000))).status).toBe(204)
    const file = path.join(disk.dir, 'incoming', location.split('/').at(-1) ?? '')
    expect(sha256(await readFile(file))).toBe(sha256(bytes))
    await expect.poll(storage).toBe('well')
  })

  test('is read-only: what is there plays, an upload is told to come back, titles can be changed; writable again, it goes on', async () => {
    const location = await tus().create(1_000_000)
    await disk.setReadOnly(true)
    const refused = await tus().patch(location, 0, randomBytes(1_000_000))
    expect([refused.status, refused.body.code]).toEqual([503, 'storage_unavailable'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(await playing()).toBe(true)
    expect(await change('project.rename', { id: projectId, title: 'While read-only' })).toBe(200)
    await disk.setReadOnly(false)
    expect((await tus().patch(location, 0, randomBytes(1_000_000))).status).toBe(204)
  })

  test('is not mounted: media say to come back and are not said to be gone, everybody is told, titles can be changed; mounted, it plays', async () => {
    const objects = path.join(disk.dir, 'objects')
    await rename(objects, `${objects}-elsewhere`)
    const answer = await play()
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([503, true])
    expect(await answer.json()).toMatchObject({ code: 'storage_unavailable' })
    await expect.poll(storage).toBe('away')
    expect((await play()).status).toBe(503)
    expect(await change('project.rename', { id: projectId, title: 'Without a disk' })).toBe(200)
    await rename(`${objects}-elsewhere`, objects)
    expect(await playing()).toBe(true)
    await expect.poll(storage).toBe('well')
  })
})
