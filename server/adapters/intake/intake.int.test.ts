import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createFileCache } from '@/server/adapters/object-store/file-cache'
import { createS3ObjectStore } from '@/server/adapters/object-store/s3'
import type { AppendRequest, Intake } from '@/server/ports/intake'
import { removeDead } from '@/server/private-files.mjs'
import { door } from '@/server/testing/door'
import { type S3StandIn, startS3StandIn } from '@/server/testing/s3-stand-in'
import { createDiskIntake } from './disk'
import { createObjectIntake } from './objects'

let dir: string
let s3: S3StandIn

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-intake-'))
  s3 = await startS3StandIn({ pageSize: 2 })
})
afterAll(async () => {
  await s3?.close()
  await rm(dir, { recursive: true, force: true })
})

/** A machine of its own: of the disk kind all share the folder, of the other the bucket. */
const kinds = {
  disk: (now?: () => number) => createDiskIntake({ dir: path.join(dir, 'disk'), ...(now ? { now } : {}) }),
  s3: async (now?: () => number) =>
    createObjectIntake(
      createS3ObjectStore(
        { bucket: s3.bucket, region: 'us-east-1', endpoint: s3.endpoint, credentials: s3.credentials },
        await createFileCache({ dir: path.join(dir, 'cache'), maxBytes: 1e9 }),
      ),
      { scratchDir: path.join(dir, 'scratch'), ...(now ? { now } : {}) },
    ),
}

async function* chunks(bytes: Uint8Array, failAfter = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array[]> {
  for (let at = 0; at < bytes.length; at += 50_000) {
    if (at >= failAfter) throw new Error('broke off')
    yield [bytes.subarray(at, at + 50_000)]
  }
}
const request = (offset: number, bytes: AppendRequest['bytes'], more: Partial<AppendRequest> = {}): AppendRequest => ({
  offset,
  bytes,
  limit: 1e9,
  ...more,
})
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe.each(['disk', 's3'] as const)('an intake on %s', (kind) => {
  let intake: Intake
  beforeAll(async () => {
    intake = await kinds[kind]()
  })

  test('gathers parts in their order and gives the whole as one file', async () => {
    const bytes = randomBytes(700_000)
    expect(await intake.sizeOf('whole')).toBe(0)
    expect(await intake.append('whole', request(0, chunks(bytes.subarray(0, 300_000))))).toBe(300_000)
    expect(await intake.append('whole', request(300_000, chunks(bytes.subarray(300_000))))).toBe(700_000)
    expect(hashOf(await readFile(await intake.collect('whole')))).toBe(hashOf(bytes))
  })

  test('goes on in another process', async () => {
    const bytes = randomBytes(200_000)
    await intake.append('moved', request(0, chunks(bytes.subarray(0, 100_000))))
    const other = await kinds[kind]()
    expect(await other.sizeOf('moved')).toBe(100_000)
    await other.append('moved', request(100_000, chunks(bytes.subarray(100_000))))
    expect(hashOf(await readFile(await intake.collect('moved')))).toBe(hashOf(bytes))
  })

  test('keeps what came before a break, or nothing of a part that is wanted whole', async () => {
    const bytes = randomBytes(200_000)
    await expect(intake.append('broken', request(0, chunks(bytes, 100_000)))).rejects.toThrow('broke off')
    expect(await intake.sizeOf('broken')).toBe(100_000)
    const whole = request(100_000, chunks(bytes, 100_000), { isWhole: true })
    await expect(intake.append('broken', whole)).rejects.toThrow('broke off')
    expect(await intake.sizeOf('broken')).toBe(100_000)
  })

  test('keeps a part that is what its hash says, and nothing of one that is not', async () => {
    const bytes = randomBytes(1_200_000)
    const part = (from: number, to: number, hash: Uint8Array) =>
      intake.append('hashed', request(from, chunks(Buffer.from(bytes.subarray(from, to))), { isWhole: true, hash }))
    const of = (from: number, to: number) => createHash('sha256').update(bytes.subarray(from, to)).digest()
    expect(await part(0, 700_000, of(0, 700_000))).toBe(700_000)
    await expect(part(700_000, 1_200_000, of(0, 700_000))).rejects.toMatchObject({ code: 'checksum_mismatch' })
    expect(await intake.sizeOf('hashed')).toBe(700_000)
    expect(await part(700_000, 1_200_000, of(700_000, 1_200_000))).toBe(1_200_000)
    expect(hashOf(await readFile(await intake.collect('hashed')))).toBe(hashOf(bytes))
  })

  test('refuses another offset and what passes the limit, and is as it was', async () => {
    const bytes = randomBytes(100_000)
    await intake.append('strict', request(0, chunks(bytes)))
    await expect(intake.append('strict', request(50_000, chunks(bytes)))).rejects.toMatchObject({
      ...{ code: 'conflict', details: { offset: 100_000 } },
    })
    await expect(intake.append('strict', request(100_000, chunks(bytes), { limit: 150_000 }))).rejects.toMatchObject({
      code: 'payload_too_large',
    })
    expect(await intake.sizeOf('strict')).toBe(100_000)
  })

  test('until its limit is known a part is not there and keeps nobody out; where that fails, it never was', async () => {
    const bytes = randomBytes(6_000_000)
    let allow = (_limit: number): void => undefined
    const limit = new Promise<number>((resolve) => {
      allow = resolve
    })
    const waiting = intake.append('asked', request(0, chunks(Buffer.from(bytes.subarray(0, 100_000))), { limit }))
    expect(await intake.append('asked', request(0, chunks(bytes.subarray(0, 50_000))))).toBe(50_000)
    expect(await intake.sizeOf('asked')).toBe(50_000)
    allow(1e9)
    await expect(waiting).rejects.toMatchObject({ code: 'conflict', details: { offset: 50_000 } })
    const refused = Promise.reject(new Error('not theirs'))
    const part = request(50_000, chunks(bytes), { limit: refused, isWhole: true })
    await expect(intake.append('asked', part)).rejects.toThrow('not theirs')
    expect(await intake.sizeOf('asked')).toBe(50_000)
    const rest = request(50_000, chunks(Buffer.from(bytes.subarray(50_000))), { limit: Promise.resolve(6_000_000) })
    expect(await intake.append('asked', rest)).toBe(6_000_000)
    expect(hashOf(await readFile(await intake.collect('asked')))).toBe(hashOf(bytes))
  })

  test('of two writers in two processes one wins and the other conflicts', async () => {
    const other = await kinds[kind]()
    const bytes = randomBytes(400_000)
    const codes = await Promise.all(
      [intake, other].map((each) =>
        each.append('raced', request(0, chunks(bytes), { isWhole: true })).then(
          () => 'written',
          (error) => error.code,
        ),
      ),
    )
    expect(codes.sort()).toEqual(['conflict', 'written'])
    expect(hashOf(await readFile(await intake.collect('raced')))).toBe(hashOf(bytes))
  })

  test('a client that comes back takes over from its silent old connection, not from a busy one', async () => {
    let nowMs = 0
    const timed = await kinds[kind](() => nowMs)
    const silent = (async function* () {
      yield [randomBytes(1000)]
      await new Promise(() => undefined)
    })()
    const old = timed.append('back', request(0, silent)).catch((error) => error.code)
    await expect
      .poll(() => timed.append('back', request(0, chunks(randomBytes(10)))).catch((e) => e.code))
      .toBe('conflict')
    nowMs = 10_000
    await timed.append('back', request(1000, chunks(randomBytes(10)))).catch(() => undefined)
    expect(await old).toBe('conflict')
    const size = await timed.sizeOf('back')
    expect(await timed.append('back', request(size, chunks(randomBytes(10))))).toBe(size + 10)
  })

  test('lists what has bytes, and removes all of it', async () => {
    await intake.append('listed', request(0, chunks(randomBytes(10))))
    await intake.append('listed', request(10, chunks(randomBytes(10))))
    const ids = async () => {
      const found: string[] = []
      for await (const { id } of intake.list()) found.push(id)
      return found
    }
    expect((await ids()).filter((id) => id === 'listed')).toHaveLength(1)
    await intake.collect('listed')
    await intake.remove('listed')
    await intake.remove('listed')
    expect(await ids()).not.toContain('listed')
    expect(await intake.sizeOf('listed')).toBe(0)
    await expect(intake.collect('listed')).rejects.toMatchObject({ code: 'not_found' })
  })

  test.each(['../x', 'a/b', '', '.', 'x'.repeat(65), 'a\0'])('%j is no upload', async (id) => {
    await expect(intake.sizeOf(id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(intake.append(id, request(0, chunks(randomBytes(1))))).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('the lock of a process that is gone is no lock', async () => {
  const intake = await kinds.disk()
  await writeFile(path.join(dir, 'disk', 'orphan.lock'), '999999999')
  expect(await intake.append('orphan', request(0, chunks(randomBytes(10))))).toBe(10)
  expect(await readdir(path.join(dir, 'disk'))).not.toContain('orphan.lock')
})

test('of two that saw the same dead lock, the second leaves that of the first alone', async () => {
  const lockPath = path.join(dir, 'disk', 'contested.lock')
  const dead = '999999999'
  await writeFile(lockPath, dead)
  removeDead(lockPath, dead)
  await writeFile(lockPath, String(process.ppid), { flag: 'wx' })
  removeDead(lockPath, dead)
  expect(await readFile(lockPath, 'utf8')).toBe(String(process.ppid))
  expect((await readdir(path.join(dir, 'disk'))).filter((name) => name.startsWith('contested'))).toEqual([
    'contested.lock',
  ])
})

test('the lock of a process that lives keeps out, until it was not touched for a minute and a half', async () => {
  const intake = await kinds.disk()
  const lockPath = path.join(dir, 'disk', 'foreign.lock')
  await writeFile(lockPath, String(process.ppid))
  const append = () => intake.append('foreign', request(0, chunks(randomBytes(10))))
  await expect(append()).rejects.toMatchObject({ code: 'conflict' })
  expect([await intake.sizeOf('foreign'), await readFile(lockPath, 'utf8')]).toEqual([0, String(process.ppid)])
  const past = new Date(Date.now() - 91_000)
  await utimes(lockPath, past, past)
  expect(await append()).toBe(10)
})

test('a writer whose lock was taken for dead while it stood still is told, and leaves what the other one wrote', async () => {
  const intake = await kinds.disk()
  const lockPath = path.join(dir, 'disk', 'woken.lock')
  async function* taken() {
    yield [Buffer.alloc(600_000)]
    await vi.waitFor(async () => expect(await intake.sizeOf('woken')).toBe(600_000), { timeout: 90_000 })
    await rm(lockPath)
    await writeFile(lockPath, String(process.ppid), { flag: 'wx' })
    yield [Buffer.alloc(600_000)]
  }
  await expect(intake.append('woken', request(0, taken()))).rejects.toMatchObject({ code: 'conflict' })
  expect([await intake.sizeOf('woken'), await readFile(lockPath, 'utf8')]).toEqual([600_000, String(process.ppid)])
})

test('a lock with the number of this process that nobody here has is an earlier one’s', async () => {
  const intake = await kinds.disk()
  await writeFile(path.join(dir, 'disk', 'renumbered.lock'), String(process.pid))
  expect(await intake.append('renumbered', request(0, chunks(randomBytes(10))))).toBe(10)
})

test('on a disk what comes before a part is allowed is taken, and nothing past what it is allowed is kept', async () => {
  const intake = await kinds.disk()
  const bytes = randomBytes(9_000_000)
  const hash = createHash('sha256').update(bytes).digest()
  /** Allowed when its first million and a half bytes were taken. */
  const allowedLate = (most: number) => {
    let allow = (_limit: number): void => undefined
    const limit = new Promise<number>((resolve) => {
      allow = resolve
    })
    const counted = async function* () {
      for await (const [chunk = bytes] of chunks(bytes.subarray(0, 1_500_000))) yield [Buffer.from(chunk)]
      allow(most)
      for await (const [chunk = bytes] of chunks(bytes.subarray(1_500_000))) yield [Buffer.from(chunk)]
    }
    return request(0, counted(), { limit, isWhole: true, hash })
  }
  await expect(intake.append('late', allowedLate(8_999_999))).rejects.toMatchObject({ code: 'payload_too_large' })
  expect(await intake.sizeOf('late')).toBe(0)
  expect(await intake.append('late', allowedLate(9_000_000))).toBe(9_000_000)
  expect(hashOf(await readFile(await intake.collect('late')))).toBe(hashOf(bytes))
})

test('a long append becomes pieces, so that little is held in memory and little is lost', async () => {
  const intake = await kinds.s3()
  const bytes = randomBytes(40 * 1024 ** 2)
  await intake.append('long', request(0, chunks(bytes)))
  const pieces = s3.keys().filter((key) => key.startsWith('incoming/long/'))
  expect(pieces).toHaveLength(3)
  expect(hashOf(await readFile(await intake.collect('long')))).toBe(hashOf(bytes))
})

test('a piece that a writer put late, of a time before all was begun anew, keeps those of now from nothing', async () => {
  const intake = await kinds.s3()
  const other = await kinds.s3()
  const bytes = randomBytes(40 * 1024 ** 2)
  const removed = door()
  async function* slow(): AsyncGenerator<Uint8Array[]> {
    yield [bytes.subarray(0, 20 * 1024 ** 2)]
    await removed.opened
    yield [bytes.subarray(0, 1000)]
  }
  const late = other.append('anew', request(0, slow()))
  const piecesOf = () => s3.keys().filter((key) => key.startsWith('incoming/anew/'))
  await expect.poll(piecesOf).toHaveLength(1)
  await intake.remove('anew')
  removed.open()
  await late
  await intake.append('anew', request(0, chunks(bytes)))
  expect(piecesOf()).toHaveLength(4)
  expect(await intake.sizeOf('anew')).toBe(bytes.length)
  expect(hashOf(await readFile(await intake.collect('anew')))).toBe(hashOf(bytes))
})
