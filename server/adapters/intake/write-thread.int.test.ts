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
  await Promise.all([thread.write(file.fd, [given]), thread.write(file.fd, [shared.subarray(2, 4), shared])])
  await file.close()
  const written = await readFile(path.join(dir, 'ordered'))
  expect(written.subarray(0, 100_000).every((byte) => byte === 1)).toBe(true)
  expect(written.subarray(100_000).toString()).toBe('230123456789')
  expect(given.length).toBe(0)
  expect(shared.toString()).toBe('0123456789')
})

test('a refusal of the file system comes with its code, and the next write works', async () => {
  const thread = createWriteThread()
  const full = await open('/dev/full', 'a')
  await expect(thread.write(full.fd, [new Uint8Array(10)])).rejects.toMatchObject({ code: 'ENOSPC' })
  await full.close()
  const file = await open(path.join(dir, 'after'), 'a')
  await thread.write(file.fd, [Buffer.from('still')])
  await file.close()
  expect(await readFile(path.join(dir, 'after'), 'utf8')).toBe('still')
})
