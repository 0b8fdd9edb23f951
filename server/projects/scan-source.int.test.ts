import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFfmpegTool } from '@/server/adapters/media-tool/ffmpeg'
import { msToFrame } from '@/server/media/time'
import type { MediaTool } from '@/server/ports/media-tool'
import { openTestContext, type TestContext } from '@/server/testing/service-context'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import { probeSource } from './probe-source'
import { type Scan, scanSource } from './scan-source'

let test: TestContext
let runs = 0
const tool = createFfmpegTool()
const counting: MediaTool = {
  ...tool,
  run: (job) => {
    runs += 1
    return tool.run(job)
  },
}

beforeAll(async () => {
  test = await openTestContext({ ports: { mediaTool: counting } })
})
afterAll(() => test.close())

const make = (name: string, args: readonly string[]): string => {
  const file = path.join(test.dir, name)
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, file])
  return file
}

const scan = async (file: string): Promise<Scan> => scanSource(test.ctx, await probeSource(test.ctx, { path: file }))

const twoPictures = [
  ...['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=1.2', '-f', 'lavfi', '-i', 'mandelbrot=s=640x360:r=25'],
  ...['-filter_complex', '[1]trim=end_frame=30,setpts=PTS-STARTPTS[b];[0][b]concat=n=2:v=1,format=yuv420p'],
]
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast']

/** Mean luma of every frame of a file, 0-255 as coded. */
const lumaOf = (file: string): number[] => [
  ...execFileSync('ffmpeg', [
    ...['-v', 'error', '-i', file, '-vf', 'scale=1:1:flags=area,format=gray', '-f', 'rawvideo', '-'],
  ]),
]

describe('scanSource', () => {
  it('finds a hard cut on its exact frame and covers the source', async () => {
    const { shots } = await scan(make('cut.mp4', [...twoPictures, ...x264]))
    expect(shots).toEqual([
      { startMs: 0, endMs: 1200, transition: 'start' },
      { startMs: 1200, endMs: 2400, transition: 'cut' },
    ])
  })

  it('keeps in the proxy exactly the frames whose times it names', async () => {
    const ramp = ['-f', 'lavfi', '-i', "nullsrc=s=320x180:r=30:d=3,geq=lum='20+N*2':cb=128:cr=128,format=yuv420p"]
    const file = make('ramp.mp4', [...ramp, ...x264])
    const { proxy } = await scan(file)
    expect(proxy?.frameTimesMs).toEqual(Array.from({ length: 15 }, (_, k) => k * 200))
    // Each frame is two levels or more lighter than the one before: one level tells them apart.
    const everySixth = lumaOf(file).filter((_, frame) => frame % 6 === 0)
    const differences = lumaOf(proxy?.path ?? '').map((level, k) => Math.abs(level - (everySixth[k] ?? -99)))
    expect(differences).toHaveLength(15)
    expect(Math.max(...differences)).toBeLessThanOrEqual(1)
  })

  it('puts a video that starts late on the source timeline', async () => {
    const plain = make('plain.mp4', [...twoPictures, ...x264])
    const tone = ['-f', 'lavfi', '-i', 'sine=d=3']
    const late = make('late.mkv', [
      ...tone,
      '-itsoffset',
      '0.52',
      '-i',
      plain,
      '-map',
      '1:v',
      '-map',
      '0:a',
      '-c:v',
      'copy',
    ])
    const { shots, proxy } = await scan(late)
    const cut = shots.find((shot) => shot.transition === 'cut')
    expect(Math.abs((cut?.startMs ?? 0) - 1720)).toBeLessThanOrEqual(40)
    expect(proxy?.frameTimesMs[0]).toBe(0)
  })

  it('shows a rotated recording upright', async () => {
    const flat = make('flat.mp4', [...twoPictures, ...x264])
    const turned = make('turned.mp4', ['-i', flat, '-c', 'copy', '-metadata:s:v:0', 'rotate=90'])
    const { proxy } = await scan(turned)
    expect(proxy).toMatchObject({ widthPx: 360, heightPx: 640 })
  })

  it('sees the black bars of a wide film and of a phone video, and none where there are none', async () => {
    const moving = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=3']
    const boundsOf = async (name: string, filter: string) => {
      const { bounds } = await scan(make(name, [...moving, '-vf', `${filter},setsar=1,format=yuv420p`, ...x264]))
      return bounds && [bounds.x * 640, bounds.y * 360, bounds.w * 640, bounds.h * 360].map(Math.round)
    }
    expect(await boundsOf('wide.mp4', 'scale=640:268,pad=640:360:0:46')).toEqual([0, 48, 640, 264])
    expect(await boundsOf('phone.mp4', 'scale=202:360,pad=640:360:219:0')).toEqual([220, 0, 198, 360])
    expect(await boundsOf('full.mp4', 'null')).toBeNull()
  })

  it('has nothing to say about a file without a picture', async () => {
    const file = make('tone.wav', ['-f', 'lavfi', '-i', 'sine=d=1'])
    expect(await scan(file)).toEqual({ shots: [], motion: [], bounds: null, proxy: null })
  })

  it('does not decode the same source twice', async () => {
    const file = make('again.mp4', [...twoPictures, ...x264, '-crf', '30'])
    const first = await scan(file)
    const before = runs
    expect(await scan(file)).toEqual(first)
    expect(runs).toBe(before)
  })

  it('stops when it is cancelled, and stores nothing', async () => {
    const file = make('long.mp4', ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30:d=30', ...x264])
    const controller = new AbortController()
    const ctx = { ...test.ctx, signal: controller.signal, onProgress: () => controller.abort() }
    const probed = await probeSource(test.ctx, { path: file })
    await expect(scanSource(ctx, probed)).rejects.toMatchObject({ code: 'cancelled' })
    const before = runs
    await scanSource(test.ctx, probed)
    expect(runs).toBe(before + 1)
  })
})

describeWithMedia('scanSource on real footage', () => {
  it('finds every cut of the street b-roll, and no other', async () => {
    const { source, input } = await probeSource(test.ctx, { path: mediaPath('broll_bikes_cuts.mp4') })
    const { shots } = await scanSource(test.ctx, { source, input })
    const frames = shots.slice(1).map((shot) => msToFrame(shot.startMs, source.video?.fps ?? { num: 25, den: 1 }))
    expect(frames).toEqual([30, 76, 137, 187, 242])
  })

  it('finds no boundary in single takes: small, square, variable in rate, upright', async () => {
    for (const name of ['carphone_qcif.mp4', 'hdtf_RD_Radio34_000.mp4', 'talk_4.mp4', 'vertical_hevc_1.mp4']) {
      const { shots } = await scan(mediaPath(name))
      expect(shots.map((shot) => shot.transition)).toEqual(['start'])
    }
  })
})
