import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '@/server/media/transcript/encode-wav'
import { pcmDurationMs, readPcm } from './read-pcm'

const ramp = Int16Array.from({ length: 16_000 }, (_, index) => index - 8_000)
let dir: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'read-pcm-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const save = async (name: string, bytes: Uint8Array) => {
  const file = path.join(dir, name)
  await writeFile(file, bytes)
  return file
}

const withChunkBeforeSamples = (wav: Uint8Array): Uint8Array => {
  const list = Buffer.alloc(8 + 6)
  list.write('LIST', 0, 'latin1')
  list.writeUInt32LE(5, 4)
  return Buffer.concat([wav.subarray(0, 36), list, wav.subarray(36)])
}

describe('readPcm', () => {
  it('gives exactly the samples of the asked stretch', async () => {
    const file = await save('ramp.wav', encodeWav(ramp))
    expect(await readPcm(file, 250, 500)).toEqual(ramp.subarray(4_000, 8_000))
    expect(await pcmDurationMs(file)).toBe(1000)
  })

  it('clamps to what the file holds', async () => {
    const file = await save('clamp.wav', encodeWav(ramp))
    expect(await readPcm(file, -100, 99_999)).toEqual(ramp)
    expect(await readPcm(file, 5_000, 6_000)).toHaveLength(0)
  })

  it('steps over other chunks, odd sizes padded', async () => {
    const file = await save('list.wav', withChunkBeforeSamples(encodeWav(ramp)))
    expect(await readPcm(file, 0, 1000)).toEqual(ramp)
  })

  it('reads a stream-written file whose size field says 0xFFFFFFFF', async () => {
    const wav = Buffer.from(encodeWav(ramp))
    wav.writeUInt32LE(0xffffffff, 40)
    expect(await readPcm(await save('open.wav', wav), 0, 1000)).toEqual(ramp)
  })

  it.each([
    ['another rate', (wav: Buffer) => void wav.writeUInt32LE(44_100, 24)],
    ['two channels', (wav: Buffer) => void wav.writeUInt16LE(2, 22)],
    ['no RIFF header', (wav: Buffer) => void wav.write('OggS', 0, 'latin1')],
  ])('refuses %s', async (_name, spoil) => {
    const wav = Buffer.from(encodeWav(ramp))
    spoil(wav)
    await expect(readPcm(await save('bad.wav', wav), 0, 10)).rejects.toMatchObject({ code: 'unreadable_media' })
  })
})
