import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWriteThread } from './write-thread'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-thread-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const at = (name: string) => ({ path: path.join(dir, name), lockPath: path.join(dir, `${name}.lock`) })
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

test('writes in the order that it was asked, and takes the memory that it was given', async () => {
  const file = createWriteThread().begin({ isHashed: true })
  const given = new Uint8Array(100_000).fill(1)
  const shared = Buffer.from('0123456789')
  expect((await file.open(at('ordered'))).size).toBe(0)
  expect(await readFile(at('ordered').lockPath, 'utf8')).toBe(String(process.pid))
  file.allow()
  await Promise.all([file.write([given]), file.write([shared.subarray(2, 4), shared])])
  const wanted = Buffer.concat([Buffer.alloc(100_000, 1), Buffer.from('230123456789')])
  expect(await file.end({ hash: sha256(wanted), isClosed: true })).toEqual({ isSound: true, writtenBytes: 100_012 })
  expect(await readFile(at('ordered').path)).toEqual(wanted)
  expect([existsSync(at('ordered').lockPath), given.length, shared.toString()]).toEqual([false, 0, '0123456789'])
})

test('what comes before it may be written is hashed and held', async () => {
  const file = createWriteThread().begin({ isHashed: true })
  expect(await file.write([Buffer.from('held ')])).toEqual({ writtenBytes: 0 })
  expect((await file.open(at('held'))).size).toBe(0)
  expect(await file.write([Buffer.from('still ')])).toEqual({ writtenBytes: 0 })
  expect(await readFile(at('held').path, 'utf8')).toBe('')
  file.allow()
  expect(await file.write([Buffer.from('here')])).toEqual({ writtenBytes: 15 })
  const end = await file.end({ hash: sha256(Buffer.from('held still here')), isClosed: true })
  expect(end.isSound).toBe(true)
  expect(await readFile(at('held').path, 'utf8')).toBe('held still here')
})

test('what was never allowed leaves no byte and no lock', async () => {
  const file = createWriteThread().begin({ isHashed: false })
  await writeFile(at('refused').path, 'before')
  await file.write([Buffer.from('never')])
  expect((await file.open(at('refused'))).size).toBe(6)
  await file.close({ truncateTo: null })
  expect(await readFile(at('refused').path, 'utf8')).toBe('before')
  expect(existsSync(at('refused').lockPath)).toBe(false)
})

test('a refusal of the file system comes with its code, nothing is written after it, and the next file works', async () => {
  const thread = createWriteThread()
  const refused = thread.begin({ isHashed: true })
  await symlink('/dev/full', at('full').path)
  await refused.open(at('full'))
  refused.allow()
  const writes = [refused.write([new Uint8Array(10)]), refused.write([new Uint8Array(10)])]
  for (const write of writes) await expect(write).rejects.toMatchObject({ code: 'ENOSPC' })
  await expect(refused.end({ hash: null, isClosed: true })).rejects.toMatchObject({ code: 'ENOSPC' })
  await refused.close({ truncateTo: null })
  expect(existsSync(at('full').lockPath)).toBe(false)
  const file = thread.begin({ isHashed: false })
  await file.open(at('after'))
  file.allow()
  await file.write([Buffer.from('still')])
  expect((await file.end({ hash: null, isClosed: true })).isSound).toBe(true)
  expect(await readFile(at('after').path, 'utf8')).toBe('still')
})

test('from the moment on that its lock was taken away for dead, nothing of it reaches the file or the other one’s lock', async () => {
  const thread = createWriteThread()
  const stood = thread.begin({ isHashed: false })
  await stood.open(at('taken'))
  stood.allow()
  await stood.write([Buffer.from('first ')])
  await rm(at('taken').lockPath)
  const other = thread.begin({ isHashed: false })
  await other.open(at('taken'))
  other.allow()
  await other.write([Buffer.from('other')])
  await expect(stood.write([Buffer.from('late')])).rejects.toMatchObject({ code: 'ESTALE' })
  await expect(stood.end({ hash: null, isClosed: true })).rejects.toMatchObject({ code: 'ESTALE' })
  await stood.close({ truncateTo: 0 })
  expect([await readFile(at('taken').path, 'utf8'), existsSync(at('taken').lockPath)]).toEqual(['first other', true])
  expect((await other.end({ hash: null, isClosed: true })).isSound).toBe(true)
  expect(existsSync(at('taken').lockPath)).toBe(false)
})
