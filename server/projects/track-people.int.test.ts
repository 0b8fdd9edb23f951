import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'
import { createHumanDetector } from '@/server/adapters/face-detector/human'
import { DomainError } from '@/server/errors'
import type { Shot } from '@/server/media/types'
import type { FaceDetector } from '@/server/ports/face-detector'
import { sourceOf } from '@/server/testing/framing-scene'
import { openTestContext } from '@/server/testing/service-context'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import type { Proxy as AnalysisProxy } from './scan-source'
import { trackPeople } from './track-people'

const gaveUp = new DomainError('engine_failed', 'The detector gave up.')

/** The real detector, writing down which times it was shown; it fails at `failAtMs` while that is set. */
const noting = (inner: FaceDetector) => {
  const seen: number[] = []
  const control: { failAtMs: number | null } = { failAtMs: null }
  const detector: FaceDetector = {
    ...inner,
    open: async (options) => {
      const pool = await inner.open(options)
      return {
        ...pool,
        detect: async (frame) => {
          seen.push(frame.tMs)
          if (control.failAtMs !== null && frame.tMs >= control.failAtMs) throw gaveUp
          return pool.detect(frame)
        },
      }
    },
  }
  return { detector, seen, control }
}

const source = sourceOf({ durationMs: 70_000 })

/** 70 s in two shots: a two-way split in which the left one speaks, looped, then its right half alone. */
const makeProxy = (dir: string): { proxy: AnalysisProxy; shots: Shot[] } => {
  const file = path.join(dir, 'proxy.mp4')
  const graph =
    '[0:v]split[a][b];[a]fps=5,scale=640:360,trim=end=35,setpts=PTS-STARTPTS[one];[b]fps=5,crop=iw/2:ih:iw/2:0,scale=320:360,pad=640:360:160:0,setsar=1,trim=end=35,setpts=PTS-STARTPTS[two];[one][two]concat=n=2'
  const cut = path.join(dir, 'cut.mp4')
  const podcast = mediaPath('podcast_long_720p.mp4')
  const encode = ['-an', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '18', '-pix_fmt', 'yuv420p']
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-ss', '23.2', '-t', '7', '-i', podcast, ...encode, cut])
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-stream_loop',
    '10',
    '-i',
    cut,
    '-filter_complex',
    graph,
    ...encode,
    '-g',
    '1',
    file,
  ])
  const frameTimesMs = Array.from({ length: 350 }, (_, index) => index * 200)
  const shots: Shot[] = [
    { startMs: 0, endMs: 35_000, transition: 'start' },
    { startMs: 35_000, endMs: 70_000, transition: 'cut' },
  ]
  return { proxy: { path: file, widthPx: 640, heightPx: 360, frameTimesMs }, shots }
}

describeWithMedia('tracking people', () => {
  it('finds who is where, knows them in the next shot, starts where it matters, and goes on after a failure', async () => {
    const { detector, seen, control } = noting(createHumanDetector())
    const { ctx, dir, close } = await openTestContext({ ports: { faces: detector } })
    try {
      const { proxy, shots } = makeProxy(dir)
      const input = { source, proxy, shots, priority: [{ startMs: 62_000, endMs: 66_000 }] }

      control.failAtMs = 0
      await expect(trackPeople(ctx, input)).rejects.toBe(gaveUp)
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(60_000)

      control.failAtMs = null
      const { tracks } = await trackPeople(ctx, input)
      expect(tracks.map(({ id, person }) => [id, person])).toEqual([
        ['t1', 'p1'],
        ['t2', 'p2'],
        ['t3', 'p2'],
      ])
      expect(tracks.map(({ samples }) => samples.length)).toEqual([175, 175, 175])
      const shown = seen.length

      expect(await trackPeople(ctx, input)).toEqual({ tracks })
      expect(seen).toHaveLength(shown)
    } finally {
      await close()
    }
  })

  it('looks once at a picture that stands still', async () => {
    const { detector, seen } = noting(createHumanDetector())
    const { ctx, dir, close } = await openTestContext({ ports: { faces: detector } })
    try {
      const file = path.join(dir, 'still.mp4')
      const still = ['-v', 'error', '-y', '-ss', '8', '-i', mediaPath('podcast_long_720p.mp4')]
      const freeze = 'fps=5,scale=640:360,select=eq(n\\,0),loop=99:1,setpts=N/5/TB'
      execFileSync('ffmpeg', [
        ...still,
        '-vf',
        freeze,
        '-frames:v',
        '100',
        '-r',
        '5',
        '-an',
        '-c:v',
        'libx264',
        '-g',
        '1',
        file,
      ])
      const { tracks } = await trackPeople(ctx, {
        source,
        proxy: {
          path: file,
          widthPx: 640,
          heightPx: 360,
          frameTimesMs: Array.from({ length: 100 }, (_, n) => n * 200),
        },
        shots: [{ startMs: 0, endMs: 20_000, transition: 'start' }],
        priority: [],
      })
      expect(tracks.map(({ samples }) => samples.length)).toEqual([100])
      expect(seen.length).toBeLessThanOrEqual(4)
    } finally {
      await close()
    }
  })
})
