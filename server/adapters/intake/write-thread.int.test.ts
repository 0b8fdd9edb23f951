import { createHash } from 'node:crypto'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWriteThread } from './write-thread'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-thread-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test('writes in the order that it was asked, and takes the memory that it was given', async () => {
  const thread = createWriteThread()
  const file = await open(path.join(dir, 'ordered'), 'a')
  const given = new Uint8Array(100_000).fill(1)
  const shared = Buffer.from('0123456789')
  const writing = thread.open(file.fd, { isHashed: true })
  await Promise.all([writing.write([given]), writing.write([shared.subarray(2, 4), shared])])
  const digest = await writing.end()
  await file.close()
  const written = await readFile(path.join(dir, 'ordered'))
  expect(written.subarray(0, 100_000).every((byte) => byte === 1)).toBe(true)
  expect(written.subarray(100_000).toString()).toBe('230123456789')
  expect(Buffer.from(digest ?? [])).toEqual(createHash('sha256').update(written).digest())
  expect(given.length).toBe(0)
  expect(shared.toString()).toBe('0123456789')
})

test('a refusal of the file system comes with its code, and the next write works', async () => {
  const thread = createWriteThread()
  const full = await open('/dev/full', 'a')
  const refused = thread.open(full.fd, { isHashed: true })
  await expect(refused.write([new Uint8Array(10)])).rejects.toMatchObject({ code: 'ENOSPC' })
  await refused.end()
  await full.close()
  const file = await open(path.join(dir, 'after'), 'a')
  const writing = thread.open(file.fd, { isHashed: false })
  await writing.write([Buffer.from('still')])
  expect(await writing.end()).toBeNull()
  await file.close()
  expect(await readFile(path.join(dir, 'after'), 'utf8')).toBe('still')
})
