import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectStore } from '@/server/ports/object-store'
import { type S3StandIn, startS3StandIn } from '@/server/testing/s3-stand-in'
import { createDiskObjectStore } from './disk'
import { createFileCache } from './file-cache'
import { createS3ObjectStore } from './s3'

let dir: string
let s3: S3StandIn
const meta = { contentType: 'video/mp4' }

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-objects-'))
  s3 = await startS3StandIn({ pageSize: 3 })
})
afterAll(async () => {
  await s3?.close()
  await rm(dir, { recursive: true, force: true })
})

const openS3 = async (cacheDir: string, maxBytes = 1e9, holdMs?: number): Promise<ObjectStore> =>
  createS3ObjectStore(
    { bucket: s3.bucket, region: 'us-east-1', endpoint: s3.endpoint, credentials: s3.credentials },
    await createFileCache({ dir: cacheDir, maxBytes, ...(holdMs === undefined ? {} : { holdMs }) }),
  )

describe.each([
  ['disk', () => createDiskObjectStore({ dir: path.join(dir, 'objects') })],
  ['s3', () => openS3(path.join(dir, 'cache'))],
] as const)('an object store on %s', (id, open) => {
  let store: ObjectStore
  beforeAll(async () => {
    store = await open()
  })
  const written = async (name: string, bytes: Buffer): Promise<string> => {
    const file = path.join(dir, `${id}-${name}`)
    await writeFile(file, bytes)
    return file
  }

  test('gives back what was put, whole and by ranges with both ends included', async () => {
    const bytes = randomBytes(100_000)
    await store.put('sources/w1/a.mp4', bytes, meta)
    expect(bytes.equals(await buffer(await store.read('sources/w1/a.mp4')))).toBe(true)
    const range = await buffer(await store.read('sources/w1/a.mp4', { start: 10, end: 19 }))
    expect(bytes.subarray(10, 20).equals(range)).toBe(true)
    expect(await store.stat('sources/w1/a.mp4')).toMatchObject({
      key: 'sources/w1/a.mp4',
      sizeBytes: 100_000,
      contentType: 'video/mp4',
    })
  })

  test('takes streams and files of several parts; a file is gone from its old place', async () => {
    const bytes = randomBytes(40 * 1024 ** 2)
    await store.put('clips/w1/stream.mp4', Readable.from([bytes.subarray(0, 1e6), bytes.subarray(1e6)]), meta)
    expect(bytes.equals(await buffer(await store.read('clips/w1/stream.mp4')))).toBe(true)
    const file = await written('big', bytes)
    await store.putFile('clips/w1/file.mp4', file, meta)
    await expect(stat(file)).rejects.toThrow('ENOENT')
    expect(bytes.equals(await readFile(await store.localPath('clips/w1/file.mp4')))).toBe(true)
    expect(s3.openParts()).toBe(0)
  })

  test('a put that breaks off leaves no object and nothing half', async () => {
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(20 * 1024 ** 2)
        throw new Error('the source broke')
      })(),
    )
    await expect(store.put('clips/w1/broken.mp4', broken, meta)).rejects.toThrow()
    expect(await store.stat('clips/w1/broken.mp4')).toBeUndefined()
    expect(s3.openParts()).toBe(0)
    expect(await readdir(path.join(dir, 'objects', 'clips', 'w1'))).not.toContainEqual(expect.stringMatching(/^\./))
  })

  test('putting again replaces; putting only what is new is a conflict, also for two at once', async () => {
    await store.put('clips/w1/again.mp4', Buffer.from('one'), meta)
    const before = await store.localPath('clips/w1/again.mp4')
    expect(await readFile(before, 'utf8')).toBe('one')
    await store.put('clips/w1/again.mp4', Buffer.from('two'), meta)
    expect(await readFile(await store.localPath('clips/w1/again.mp4'), 'utf8')).toBe('two')
    const once = (text: string) =>
      store.put('clips/w1/once.mp4', Buffer.from(text), meta, { onlyIfAbsent: true }).then(
        () => 'put',
        (error) => error.code,
      )
    expect((await Promise.all([once('a'), once('b')])).sort()).toEqual(['conflict', 'put'])
  })

  test('lists by prefix, in order, past one page', async () => {
    for (const name of ['e', 'c', 'a', 'd', 'b']) await store.put(`lists/w1/${name}.mp4`, Buffer.from(name), meta)
    await store.put('lists/w2/x.mp4', Buffer.from('x'), meta)
    const keys: string[] = []
    for await (const { key } of store.list('lists/w1/')) keys.push(key)
    expect(keys).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => `lists/w1/${name}.mp4`))
  })

  test('what is not there is undefined, not_found, or nothing to delete', async () => {
    const key = 'sources/w1/none.mp4'
    expect(await store.stat(key)).toBeUndefined()
    await expect(store.read(key)).rejects.toMatchObject({ code: 'not_found' })
    await expect(store.localPath(key)).rejects.toMatchObject({ code: 'not_found' })
    await store.delete(key)
    await store.put('sources/w1/del.mp4', Buffer.from('x'), meta)
    await store.delete('sources/w1/del.mp4')
    expect(await store.stat('sources/w1/del.mp4')).toBeUndefined()
  })

  test.each(['../escape', 'a/../b', '/etc/passwd', 'a/.hidden', 'a', 'a//b', 'a/b\0', 'a/%2e%2e/b', 'a\\b/c', ''])(
    'row 76: %j names no object',
    async (key) => {
      expect(await store.stat(key)).toBeUndefined()
      await expect(store.read(key)).rejects.toMatchObject({ code: 'not_found' })
      await expect(store.put(key, Buffer.from('x'), meta)).rejects.toMatchObject({ code: 'not_found' })
    },
  )
})

test('row 76: a symbolic link in the store is no object', async () => {
  const store = await createDiskObjectStore({ dir: path.join(dir, 'linked') })
  await mkdir(path.join(dir, 'linked', 'clips'))
  await symlink('/etc/passwd', path.join(dir, 'linked', 'clips', 'a.mp4'))
  expect(await store.stat('clips/a.mp4')).toBeUndefined()
  await expect(store.read('clips/a.mp4')).rejects.toMatchObject({ code: 'not_found' })
  await expect(store.localPath('clips/a.mp4')).rejects.toMatchObject({ code: 'not_found' })
})

test('a disk that goes away while things are put is not made anew in its place, and comes back as it was', async () => {
  const [here, elsewhere] = [path.join(dir, 'mounted'), path.join(dir, 'elsewhere')]
  const store = await createDiskObjectStore({ dir: here })
  await store.put('clips/w1/before.mp4', Buffer.from('x'), meta)
  const putting = Array.from({ length: 40 }, (_, at) => store.put(`clips/new-${at}/a.mp4`, Buffer.from('x'), meta))
  const [answers] = await Promise.all([Promise.allSettled(putting), rename(here, elsewhere)])
  await expect(stat(here)).rejects.toThrow('ENOENT')
  const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []))
  expect(new Set(refusals)).toEqual(new Set(['storage_unavailable']))
  await rename(elsewhere, here)
  expect(await store.stat('clips/w1/before.mp4')).toMatchObject({ sizeBytes: 1 })
})

describe('local copies of remote objects', () => {
  test('are fetched once, by two at once too, and again by nobody who has one', async () => {
    const store = await openS3(path.join(dir, 'cache-once'))
    await store.put('sources/w3/once.mp4', randomBytes(1000), meta)
    const before = s3.requests.length
    const [one, two] = await Promise.all([
      store.localPath('sources/w3/once.mp4'),
      store.localPath('sources/w3/once.mp4'),
    ])
    const other = await (await openS3(path.join(dir, 'cache-once'))).localPath('sources/w3/once.mp4')
    expect([two, other]).toEqual([one, one])
    expect(s3.requests.slice(before).filter((line) => line.startsWith('GET '))).toHaveLength(1)
    expect(path.extname(one)).toBe('.mp4')
  })

  test('make room, the longest unused first; what was asked for lately stays', async () => {
    const cacheDir = path.join(dir, 'cache-small')
    const store = await openS3(cacheDir, 2500, 60_000)
    const paths: string[] = []
    for (const name of ['a', 'b', 'c']) {
      await store.put(`sources/w4/${name}.mp4`, randomBytes(1000), meta)
      paths.push(await store.localPath(`sources/w4/${name}.mp4`))
    }
    expect(await readdir(cacheDir)).toHaveLength(3)
    const longAgo = new Date(Date.now() - 120_000)
    await utimes(paths[1] ?? '', longAgo, longAgo)
    await store.put('sources/w4/d.mp4', randomBytes(1000), meta)
    await store.localPath('sources/w4/d.mp4')
    const left = await readdir(cacheDir)
    expect(left).toHaveLength(3)
    expect(left).not.toContain(path.basename(paths[1] ?? ''))
  })

  test('a store that is busy is asked again; one that stays away is said to be', async () => {
    const store = await openS3(path.join(dir, 'cache-busy'))
    await store.put('sources/w5/a.mp4', Buffer.from('x'), meta)
    s3.failNext(2)
    expect(await store.stat('sources/w5/a.mp4')).toMatchObject({ sizeBytes: 1 })
    s3.failNext(100)
    await expect(store.stat('sources/w5/a.mp4')).rejects.toMatchObject({ code: 'storage_unavailable' })
    s3.failNext(0)
  })
})

describe('a service that is far away, or says nothing', () => {
  const away = { status: 'rejected', reason: expect.objectContaining({ code: 'storage_unavailable' }) }
  const patient = async (patience: { answerMs: number; stillMs: number }): Promise<ObjectStore> =>
    createS3ObjectStore(
      { bucket: s3.bucket, region: 'us-east-1', endpoint: s3.endpoint, credentials: s3.credentials, patience },
      await createFileCache({ dir: path.join(dir, 'cache-patient'), maxBytes: 1e9 }),
    )

  test('is given up, whatever it was asked, and asked anew as if nothing had been', async () => {
    // Alike: with less of the second each try would end by itself, before the deadline for all of them.
    const store = await patient({ answerMs: 2_000, stillMs: 2_000 })
    const key = 'sources/w6/a.mp4'
    await (await openS3(path.join(dir, 'cache-patient'))).put(key, Buffer.from('x'), meta)
    s3.fallSilent(true)
    const answers = await Promise.allSettled([
      store.stat(key),
      store.read(key),
      store.localPath(key),
      store.put(key, Buffer.from('y'), meta),
      store.put(key, Readable.from([Buffer.from('z')]), meta),
      store.delete(key),
      store.list('sources/w6/')[Symbol.asyncIterator]().next(),
    ])
    expect(answers).toEqual(answers.map(() => away))
    s3.fallSilent(false)
    expect(await store.stat(key)).toMatchObject({ sizeBytes: 1 })
  })

  test('is left when whoever asks says so, long before it is given up', async () => {
    const store = await openS3(path.join(dir, 'cache-stopped'))
    s3.fallSilent(true)
    const signal = AbortSignal.timeout(50)
    const beganAt = performance.now()
    const answers = await Promise.allSettled([
      store.stat('sources/w6/a.mp4', signal),
      store.read('sources/w6/a.mp4', undefined, signal),
      store.put('sources/w6/b.mp4', Buffer.from('y'), meta, { signal }),
      store.delete('sources/w6/a.mp4', signal),
    ])
    expect(answers).toEqual(answers.map(() => away))
    expect(performance.now() - beganAt).toBeLessThan(8_000)
    s3.fallSilent(false)
  })

  test('takes a part as slowly as its line is: what moves is not cut off', async () => {
    const store = await patient({ answerMs: 300, stillMs: 60_000 })
    const bytes = randomBytes(40 * 1024 ** 2)
    s3.readSlowly(4)
    const beganAt = performance.now()
    await Promise.all([
      store.put('clips/w6/slow.mp4', bytes.subarray(0, 16 * 1024 ** 2), meta),
      store.put('clips/w6/slow-parts.mp4', Readable.from([bytes]), meta),
    ])
    s3.readSlowly(0)
    expect(performance.now() - beganAt).toBeGreaterThan(300)
    const usual = await openS3(path.join(dir, 'cache-patient'))
    expect(await usual.stat('clips/w6/slow.mp4')).toMatchObject({ sizeBytes: 16 * 1024 ** 2 })
    expect(await usual.stat('clips/w6/slow-parts.mp4')).toMatchObject({ sizeBytes: bytes.length })
  })

  test('answers a question while as many files are read as people watch', async () => {
    const store = await openS3(path.join(dir, 'cache-watched'))
    await store.put('clips/w6/watched.mp4', randomBytes(8 * 1024 ** 2), meta)
    // Not read: each keeps its connection, as a player does that is paused.
    const watched = await Promise.all(Array.from({ length: 60 }, () => store.read('clips/w6/watched.mp4')))
    expect(await store.stat('clips/w6/watched.mp4')).toMatchObject({ sizeBytes: 8 * 1024 ** 2 })
    for (const body of watched) body.destroy()
  })
})
