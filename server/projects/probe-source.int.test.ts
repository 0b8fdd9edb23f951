import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFfmpegTool } from '@/server/adapters/media-tool/ffmpeg'
import { makeMedia, testPicture, testTone } from '@/server/testing/make-media'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import { probeSource } from './probe-source'

let test: TestContext
let probes = 0

beforeAll(async () => {
  const mediaTool = createFfmpegTool()
  const counting = {
    ...mediaTool,
    probe: (...args: Parameters<typeof mediaTool.probe>) => {
      probes += 1
      return mediaTool.probe(...args)
    },
  }
  test = await openTestContext({ ports: { mediaTool: counting } })
})
afterAll(() => test.close())

const make = (name: string, args: readonly string[]) => makeMedia(test.dir, name, args)
const probe = (file: string) => probeSource(test.ctx, { path: file })
const sourceOf = async (name: string, args: readonly string[]) => (await probe(await make(name, args))).source
const yuv = ['-pix_fmt', 'yuv420p']

describe('probeSource', () => {
  it('describes an ordinary recording', async () => {
    const args = [
      ...testPicture({ size: '320x180', rate: '30000/1001', seconds: 2 }),
      ...testTone({ seconds: 2 }),
      ...yuv,
    ]
    const { source, input } = await probe(await make('plain.mp4', args))
    expect(input).toEqual({ path: expect.stringMatching(/\/sources\/[0-9a-f]{64}\.mp4$/), demuxer: 'mov' })
    expect(source).toMatchObject({
      demuxer: 'mov',
      video: { widthPx: 320, heightPx: 180, fps: { num: 30000, den: 1001 }, isVariableFrameRate: false, isHdr: false },
      audio: [{ codec: 'aac', channels: 1, sampleRateHz: 48000 }],
      audioIndex: 0,
      notes: [],
    })
    expect(Math.abs(source.durationMs - 2002)).toBeLessThanOrEqual(1)
    expect(source.contentHash).toBe(
      execFileSync('sha256sum', [path.join(test.dir, 'plain.mp4')])
        .toString()
        .slice(0, 64),
    )
  })

  it('shows a phone’s turned picture upright', async () => {
    const flat = await make('flat.mp4', [...testPicture({ size: '320x180', seconds: 1 }), ...yuv])
    const turned = await sourceOf('turned.mp4', ['-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90'])
    expect(turned.video).toMatchObject({ widthPx: 180, heightPx: 320, codedWidthPx: 320 })
    expect([90, 270]).toContain(turned.video?.rotationDeg)
  })

  it('turns the same way as ffmpeg does', async () => {
    const half = ['-f', 'lavfi', '-i', 'color=red:size=64x32:duration=1,drawbox=w=32:h=32:color=blue:t=fill', ...yuv]
    const flat = await make('half.mp4', half)
    const { source, input } = await probe(
      await make('half-turned.mp4', ['-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90']),
    )
    const turn = source.video?.rotationDeg === 90 ? 'transpose=clock' : 'transpose=cclock'
    const pixels = (name: string, args: string[]) =>
      execFileSync('ffmpeg', ['-v', 'error', ...args, '-frames:v', '1', '-f', 'framemd5', '-'])
        .toString()
        .split(',')
        .at(-1) ?? name
    const byFfmpeg = pixels('auto', ['-i', input.path])
    const byUs = pixels('ours', ['-noautorotate', '-i', input.path, '-vf', turn])
    expect(byUs).toBe(byFfmpeg)
  })

  it('stretches anamorphic pixels', async () => {
    const source = await sourceOf('dv.avi', [
      ...testPicture({ size: '720x576', seconds: 1 }),
      '-vf',
      'setsar=64/45',
      '-c:v',
      'mpeg4',
    ])
    expect(source.video).toMatchObject({ widthPx: 1024, heightPx: 576, sar: { num: 64, den: 45 } })
  })

  it('sees a varying frame rate by its packets and keeps a grid of at most 60', async () => {
    const uneven = ['-vf', "select='not(mod(n,7))+not(mod(n,3))'", '-fps_mode', 'vfr']
    const source = await sourceOf('uneven.mp4', [...testPicture({ rate: '60', seconds: 4 }), ...uneven, ...yuv])
    expect(source.video).toMatchObject({ isVariableFrameRate: true, fps: { num: 25, den: 1 } })
  })

  it('sees HDR', async () => {
    const hdr = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p10le', '-color_trc', 'smpte2084', '-color_primaries', 'bt2020']
    const source = await sourceOf('hdr.mp4', [...testPicture({ seconds: 1 }), ...hdr])
    expect(source.video).toMatchObject({ isHdr: true, transfer: 'smpte2084', pixelFormat: 'yuv420p10le' })
  })

  it('does not take cover art for a picture, and reads sound alone', async () => {
    const cover = await make('cover.png', [...testPicture({ seconds: 1 }), '-frames:v', '1'])
    const tone = testTone({ seconds: 2 })
    const song = ['-i', cover, ...tone, '-map', '0', '-map', '1', '-disposition:v:0', 'attached_pic']
    const source = await sourceOf('song.mp3', song)
    expect(source).toMatchObject({ demuxer: 'mp3', video: null, audioIndex: 0 })
    expect(Math.abs(source.durationMs - 2000)).toBeLessThan(60)
  })

  it('counts time from the start that players show, in files whose clock starts elsewhere', async () => {
    const args = [...testPicture({ seconds: 2 }), ...testTone({ seconds: 2 }), ...yuv]
    const names = ['clock.ts', 'clock.mpg', 'clock.mkv', 'clock.webm', 'clock.avi', 'clock.wmv', 'clock.ogv']
    const oldFlash = ['clock.flv', [...args, '-ar', '44100']] as const
    for (const [name, options] of [...names.map((plain) => [plain, args] as const), oldFlash]) {
      const { durationMs } = await sourceOf(name, options)
      // Audio blocks of up to 64 ms may reach past the picture's end.
      expect([name, Math.abs(durationMs - 2000) <= 110]).toEqual([name, true])
    }
  })

  it('tells tagged AAC and FLAC from MP3 by what stands behind the tag', async () => {
    const aac = await readFile(await make('raw.aac', testTone({ seconds: 1 })))
    const tagged = path.join(test.dir, 'tagged.aac')
    const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\x27\x76', 'latin1'), Buffer.alloc(39 * 128 + 118)])
    await writeFile(tagged, Buffer.concat([tag, aac]))
    expect((await probe(tagged)).input.demuxer).toBe('aac')
  })

  it('stops at more packets than any video has, before their times fill the memory', async () => {
    const file = await make('countless.mp4', [...testPicture({ size: '64x36', seconds: 1 }), ...yuv])
    const packet = { streamIndex: 0, ptsS: 0, durationS: 0, isDiscarded: false }
    const mediaTool = {
      ...test.ctx.ports.mediaTool,
      readPackets: async (_input: unknown, onPacket: (each: typeof packet) => void) => {
        for (;;) onPacket(packet)
      },
    }
    const ctx = { ...test.ctx, ports: { ...test.ctx.ports, mediaTool } }
    await expect(probeSource(ctx, { path: file })).rejects.toMatchObject({
      code: 'limit_exceeded',
      details: { limit: 'maxPackets' },
    })
  })

  it('never lets the file’s own name reach a program', async () => {
    const honest = await make('honest.mp4', [...testPicture({ seconds: 1 }), ...yuv])
    const folder = path.join(test.dir, 'odd %03d [x] ;')
    await mkdir(folder)
    const names = [
      '-y.mp4',
      'concat:a|b',
      'http:x.mp4',
      'a%03d.png',
      'new\nline.mp4',
      'rtl\u202E4pm.exe',
      '🎬.mp4',
      `${'n'.repeat(250)}.mp4`,
    ]
    const { input } = await probe(honest)
    for (const name of names) {
      await copyFile(honest, path.join(folder, name))
      expect((await probe(path.join(folder, name))).input).toEqual(input)
    }
  })

  it('remembers a file by its content: the second time nothing is probed, also after it was renamed', async () => {
    const file = await make('again.mkv', [...testPicture({ seconds: 1 }), ...yuv])
    const first = await probe(file)
    const before = probes
    await rename(file, `${file}.moved`)
    expect(await probe(`${file}.moved`)).toEqual(first)
    expect(probes).toBe(before)
  })

  it.each([
    ['not_found', 'nothing-here.mp4'],
    ['not_found', 'plain.mp4/below'],
    ['not_found', `${'n'.repeat(300)}.mp4`],
    ['not_found', 'zero\0byte.mp4'],
    ['not_found', 'dangling'],
    ['invalid_request', '.'],
    ['invalid_request', 'pipe'],
  ])('answers %s for %j', async (code, name) => {
    await symlink('/no/such/file', path.join(test.dir, 'dangling')).catch(() => undefined)
    execFileSync('sh', ['-c', 'test -p "$1" || mkfifo "$1"', 'sh', path.join(test.dir, 'pipe')])
    await expect(probe(`${test.dir}/${name}`)).rejects.toMatchObject({ code })
  })

  it('stops when it is cancelled', async () => {
    const file = await make('cancel.mp4', [...testPicture({ seconds: 1 }), ...yuv])
    const ctx = { ...test.ctx, signal: AbortSignal.abort() }
    await expect(probeSource(ctx, { path: file })).rejects.toMatchObject({ code: 'cancelled' })
  })
})

type ManifestEntry = { file: string; duration: number; bytes: number; video: string; audio: string; sha256: string }

describeWithMedia('probeSource on real recordings', () => {
  it('finds in each what its manifest says', async () => {
    const manifest = JSON.parse(await readFile(mediaPath('manifest.json'), 'utf8')) as ManifestEntry[]
    for (const entry of manifest) {
      const { source } = await probe(mediaPath(entry.file))
      const tracks = entry.audio === '-' || entry.audio === 'none' ? 0 : entry.audio.split(' + ').length
      const size = /^(\d+x\d+) (\w+)/.exec(entry.video)
      expect({
        file: entry.file,
        hash: source.contentHash,
        bytes: source.sizeBytes,
        tracks: source.audio.length,
      }).toEqual({
        file: entry.file,
        hash: entry.sha256,
        bytes: entry.bytes,
        tracks,
      })
      expect([entry.file, source.video?.codec ?? null]).toEqual([entry.file, size?.[2] ?? null])
      // Headers count the encoder's priming and padding, up to 64 ms here; packets do not.
      expect([entry.file, Math.abs(source.durationMs - entry.duration * 1000) < 80]).toEqual([entry.file, true])
    }
  })
})
