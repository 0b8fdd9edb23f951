import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFileCache } from '@/server/adapters/object-store/file-cache'
import { createS3ObjectStore } from '@/server/adapters/object-store/s3'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import { type S3StandIn, startS3StandIn } from '@/server/testing/s3-stand-in'
import { createDiskStore } from './disk'
import { createSharedStore } from './shared'

let dir: string
let s3: S3StandIn

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'clipforge-artifacts-'))
  s3 = await startS3StandIn()
})
afterAll(async () => {
  await s3?.close()
  await rm(dir, { recursive: true, force: true })
})

/** A machine of its own: nothing but the bucket is shared. */
const machine = async (name: string): Promise<ArtifactStore> =>
  createSharedStore(
    await createDiskStore({ dir: path.join(dir, name) }),
    createS3ObjectStore(
      { bucket: s3.bucket, region: 'us-east-1', endpoint: s3.endpoint, credentials: s3.credentials },
      await createFileCache({ dir: path.join(dir, `${name}-cache`), maxBytes: 1e9 }),
    ),
  )

const putText = async (store: ArtifactStore, key: string, text: string): Promise<string> => {
  const work = await store.openWorkDir('test')
  const file = path.join(work.path, 'made')
  await writeFile(file, text)
  const stored = await store.putFile(key, file)
  await work.release()
  return stored
}

describe.each([
  ['disk', () => createDiskStore({ dir: path.join(dir, 'alone') })],
  ['disk and bucket', () => machine('one')],
] as const)('an artifact store on %s', (_name, open) => {
  test('keeps values and files by key, and knows what it does not have', async () => {
    const store = await open()
    await store.putJson('probe/abc', { durationMs: 5, words: ['ä'] })
    expect(await store.getJson('probe/abc')).toEqual({ durationMs: 5, words: ['ä'] })
    expect(await store.getJson('probe/none')).toBeUndefined()
    const stored = await putText(store, 'audio/abc.wav', 'sound')
    expect(await store.findFile('audio/abc.wav')).toBe(stored)
    expect(await readFile(stored, 'utf8')).toBe('sound')
    expect(await store.findFile('audio/none.wav')).toBeUndefined()
  })
})

test('a worker on another machine finds what a stage made on the first', async () => {
  const first = await machine('first')
  await first.putJson('scan/s1', { cuts: [1, 2, 3] })
  await putText(first, 'proxy/s1.mp4', 'small pictures')

  const second = await machine('second')
  expect(await second.getJson('scan/s1')).toEqual({ cuts: [1, 2, 3] })
  const file = await second.findFile('proxy/s1.mp4')
  expect(file).toContain(path.join(dir, 'second'))
  expect(await readFile(file ?? '', 'utf8')).toBe('small pictures')

  const before = s3.requests.length
  await second.getJson('scan/s1')
  await second.findFile('proxy/s1.mp4')
  expect(s3.requests.length).toBe(before)
})
