import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeMedia, testPicture, testTone } from '@/server/testing/make-media'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { extractAudio } from './extract-audio'
import { probeSource } from './probe-source'

const samplesPerMs = 16
const headerBytes = 44

let test: TestContext
beforeAll(async () => {
  test = await openTestContext()
})
afterAll(() => test.close())

const extract = async (name: string, args: readonly string[]) => {
  const probed = await probeSource(test.ctx, { path: await makeMedia(test.dir, name, args) })
  const audio = await extractAudio(test.ctx, probed)
  const wav = await readFile(audio?.wavPath ?? '')
  const pcm = new Int16Array(wav.buffer.slice(wav.byteOffset + headerBytes, wav.byteOffset + wav.length))
  return { ...probed, wav, pcm, wavPath: audio?.wavPath }
}

/** RMS of a stretch, full scale = 1. */
const level = (pcm: Int16Array, startMs: number, endMs: number): number => {
  const part = pcm.subarray(startMs * samplesPerMs, endMs * samplesPerMs)
  return Math.sqrt(part.reduce((sum, sample) => sum + (sample / 32768) ** 2, 0) / part.length)
}
const firstSoundMs = (pcm: Int16Array): number => pcm.findIndex((sample) => Math.abs(sample) > 1000) / samplesPerMs

const yuv = ['-pix_fmt', 'yuv420p']
const tone = (seconds: number) => testTone({ seconds, hz: 1000 })
const loud = ['-af', 'volume=6']

describe('extractAudio', () => {
  it('writes 16 kHz mono 16-bit PCM behind a plain header, as long as the source to the sample', async () => {
    const { wav, pcm, source } = await extract('plain.mp4', [...testPicture({ seconds: 3 }), ...tone(3), ...yuv])
    expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ')
    expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([1, 16_000, 16])
    expect(wav.toString('latin1', 36, 40)).toBe('data')
    expect(pcm.length).toBe(source.durationMs * samplesPerMs)
  })

  it.each(['late.mp4', 'late.mkv', 'late.ts', 'late.mpg', 'late.mov'])(
    'puts sound that starts 700 ms late where it is heard (%s)',
    async (name) => {
      const args = [...testPicture({ seconds: 3 }), '-itsoffset', '0.7', ...tone(2), ...loud, ...yuv]
      const { pcm, source } = await extract(name, args)
      expect(Math.abs(firstSoundMs(pcm) - 700)).toBeLessThanOrEqual(25)
      expect(pcm.length).toBe(source.durationMs * samplesPerMs)
      expect(level(pcm, 2800, 2990)).toBeLessThan(0.01)
    },
  )

  it('keeps its place when the picture starts late', async () => {
    const args = ['-itsoffset', '0.5', ...testPicture({ seconds: 3 }), ...tone(3), ...loud, ...yuv]
    const { pcm } = await extract('late-picture.mkv', args)
    expect(firstSoundMs(pcm)).toBeLessThanOrEqual(25)
  })

  it('puts silence in a hole of the track, so that what follows stays in time', async () => {
    const pulses = ['-f', 'lavfi', '-i', "aevalsrc='0.5*sin(2*PI*1000*t)*(gte(t,4))':s=48000:d=5"]
    const hole = ['-af', "aselect='not(between(t,1,3))'"]
    const { pcm } = await extract('hole.mkv', [...testPicture({ seconds: 5 }), ...pulses, ...hole, ...yuv])
    expect(Math.abs(firstSoundMs(pcm) - 4000)).toBeLessThanOrEqual(30)
  })

  it('hears every speaker of 5.1 sound, the centre loudest, and does not clip', async () => {
    const channel = (at: number) => [
      '-f',
      'lavfi',
      '-i',
      `aevalsrc='${['0', '0', '0', '0', '0', '0'].with(at, '0.9*sin(6283*t)').join('|')}':c=5.1:s=48000:d=1`,
    ]
    const levelOf = async (at: number) => {
      const { pcm } = await extract(`surround-${at}.mkv`, [...channel(at), '-c:a', 'flac'])
      return level(pcm, 100, 900)
    }
    const [left, right, centre, low, back] = [
      await levelOf(0),
      await levelOf(1),
      await levelOf(2),
      await levelOf(3),
      await levelOf(4),
    ]
    expect(Math.abs(left - right)).toBeLessThan(0.001)
    expect(left).toBeGreaterThan(0.05)
    expect(back).toBeGreaterThan(0.03)
    expect(centre).toBeGreaterThan(left)
    expect(low).toBeLessThan(0.001)
    const all = [
      '-f',
      'lavfi',
      '-i',
      `aevalsrc='${Array(6).fill('0.9*sin(6283*t)').join('|')}':c=5.1:s=48000:d=1`,
      '-c:a',
      'flac',
    ]
    const { pcm } = await extract('surround-all.mkv', all)
    expect(Math.max(...pcm)).toBeLessThan(32_767)
  })

  it('takes the default track of several', async () => {
    const tracks = ['-f', 'lavfi', '-i', 'anullsrc=d=2', ...tone(2), '-map', '0', '-map', '1']
    const { pcm, source } = await extract('tracks.mkv', [
      ...tracks,
      '-disposition:a:0',
      '0',
      '-disposition:a:1',
      'default',
    ])
    expect(source.audioIndex).toBe(1)
    expect(level(pcm, 500, 1500)).toBeGreaterThan(0.05)
  })

  const heard = (from: number, to: number, hz: number) => [
    ...['-f', 'lavfi', '-i'],
    `aevalsrc='0.5*between(t,${from},${to})*sin(2*PI*${hz}*t)':s=48000:d=3`,
  ]

  it('hears everybody where each person has a mono track', async () => {
    const tracks = [...heard(0.2, 1, 500), ...heard(1.5, 2.5, 900), '-map', '0', '-map', '1', '-c:a', 'pcm_s16le']
    const { pcm, source } = await extract('each-their-own.mov', tracks)
    expect(source).toMatchObject({ audioIndex: 0, mixedWith: [1] })
    expect([level(pcm, 300, 900), level(pcm, 1600, 2400)].map((value) => value > 0.3)).toEqual([true, true])
  })

  it.each(['aac', 'pcm_s16le'])('passes over a default track of digital silence (%s)', async (codec) => {
    const quiet = ['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo:d=3']
    const { pcm, source } = await extract(`silent-${codec}.mov`, [
      ...quiet,
      ...heard(1, 2, 900),
      ...['-map', '0', '-map', '1', '-ac', '2', '-c:a', codec, '-disposition:a:1', '0'],
    ])
    expect(source.audioIndex).toBe(1)
    expect(source.notes.join()).toContain('silent')
    expect(level(pcm, 1100, 1900)).toBeGreaterThan(0.1)
  })

  it('reads sound alone, in each of its formats', async () => {
    for (const name of ['alone.mp3', 'alone.m4a', 'alone.flac', 'alone.aac', 'alone.ogg', 'alone.wav']) {
      const { pcm, source } = await extract(name, [...tone(2), ...loud])
      expect([name, firstSoundMs(pcm) < 60, pcm.length === source.durationMs * samplesPerMs]).toEqual([
        name,
        true,
        true,
      ])
    }
  })

  it('answers null without sound', async () => {
    const silent = await makeMedia(test.dir, 'silent.mp4', [...testPicture({ seconds: 1 }), ...yuv])
    expect(await extractAudio(test.ctx, await probeSource(test.ctx, { path: silent }))).toBeNull()
  })

  it('does its work once and leaves nothing in the work folder', async () => {
    const first = await extract('once.mp4', [...testPicture({ seconds: 1 }), ...tone(1), ...yuv])
    const mediaTool = { ...test.ctx.ports.mediaTool, run: () => Promise.reject(new Error('run again')) }
    const ctx = { ...test.ctx, ports: { ...test.ctx.ports, mediaTool } }
    expect(await extractAudio(ctx, first)).toEqual({ wavPath: first.wavPath })
    expect(await readdir(path.join(test.dir, 'data', 'work'))).toEqual([])
  })

  it('leaves nothing behind when the disk limit or a cancel stops it', async () => {
    const file = await makeMedia(test.dir, 'stopped.mp4', [...testTone({ seconds: 2, hz: 700 })])
    const probed = await probeSource(test.ctx, { path: file })
    const { mediaTool } = test.ctx.ports
    const tight = {
      ...mediaTool,
      run: (job: Parameters<typeof mediaTool.run>[0]) => mediaTool.run({ ...job, maxOutputBytes: 5000 }),
    }
    const limited = { ...test.ctx, ports: { ...test.ctx.ports, mediaTool: tight } }
    await expect(extractAudio(limited, probed)).rejects.toMatchObject({ code: 'output_too_large' })
    await expect(extractAudio({ ...test.ctx, signal: AbortSignal.abort() }, probed)).rejects.toMatchObject({
      code: 'cancelled',
    })
    expect(await readdir(path.join(test.dir, 'data', 'work'))).toEqual([])
  })
})
