import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDiskStore } from './disk'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-trim-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test('what was not used for longest goes first, until the rest is within the budget; what was used lately stays', async () => {
  const store = await createDiskStore({ dir })
  const day = 86_400_000
  const now = Date.now()
  const folder = path.join(dir, 'objects', 'scan')
  await mkdir(folder, { recursive: true })
  for (const [name, ageDays] of [
    ['old', 9],
    ['older', 20],
    ['read-again', 30],
    ['left.1.ab.tmp', 2],
    ['new', 0],
  ] as const) {
    const file = path.join(folder, name)
    await writeFile(file, Buffer.alloc(1_000))
    await utimes(file, (now - ageDays * day) / 1000, (now - ageDays * day) / 1000)
  }
  expect(await store.findFile('scan/read-again')).toBeDefined()
  expect(await store.trim({ maxBytes: 3_000, keepUsedSinceMs: now - day })).toEqual({
    files: 2,
    freedBytes: 1_000,
    keptBytes: 3_000,
  })
  expect((await readdir(folder)).sort()).toEqual(['new', 'old', 'read-again'])
  expect(await store.trim({ maxBytes: 0, keepUsedSinceMs: now - day })).toMatchObject({ files: 1, keptBytes: 2_000 })
  expect((await readdir(folder)).sort()).toEqual(['new', 'read-again'])
})
