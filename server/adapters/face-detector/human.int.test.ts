import { execFileSync, fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { overlapOf } from '@/server/media/people'
import type { FacePool } from '@/server/ports/face-detector'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import { createHumanDetector } from './human'

const frameOf = (file: string, atS: number, widthPx: number, heightPx: number, filter = 'null') => ({
  tMs: Math.round(atS * 1000),
  widthPx,
  heightPx,
  rgb: execFileSync(
    'ffmpeg',
    ['-v', 'error', '-ss', String(atS), '-i', file, '-frames:v', '1'].concat([
      '-vf',
      `${filter},scale=${widthPx}:${heightPx}`,
      '-pix_fmt',
      'rgb24',
      '-f',
      'rawvideo',
      '-',
    ]),
    { maxBuffer: 2 ** 24 },
  ),
})
const empty = { tMs: 0, widthPx: 64, heightPx: 64, rgb: new Uint8Array(64 * 64 * 3) }
const isAlive = (pid: number) => existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`).length > 0
const workersOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .map(Number)
    .filter((child) => {
      try {
        return child > 0 && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('face-detector/worker')
      } catch {
        // It ended while it was being looked at.
        return false
      }
    })

describe('a pool of workers', () => {
  it('is nice, answers every frame, and leaves no process behind when it is closed twice', async () => {
    const pool = await createHumanDetector().open({ workers: 2 })
    const workers = workersOf(process.pid)
    expect(workers).toHaveLength(2)
    for (const pid of workers)
      expect(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[16]).toBe('19')
    const answers = await Promise.all(Array.from({ length: 9 }, () => pool.detect(empty)))
    expect(answers).toEqual(Array.from({ length: 9 }, () => []))
    await pool.close()
    await pool.close()
    expect(workers.filter(isAlive)).toEqual([])
  })

  it('refuses what waits when it is cancelled', async () => {
    const stop = new AbortController()
    const pool = await createHumanDetector().open({ workers: 1, signal: stop.signal })
    const waiting = Array.from({ length: 5 }, () => pool.detect(empty))
    stop.abort()
    const outcomes = await Promise.allSettled(waiting)
    expect(outcomes.map((each) => (each.status === 'rejected' ? each.reason.code : 'answered'))).toEqual(
      new Array(5).fill('cancelled'),
    )
    await pool.close()
  })

  it('fails its frames when a worker is killed, instead of waiting for ever', async () => {
    const pool = await createHumanDetector().open({ workers: 1 })
    const waiting = Promise.allSettled(Array.from({ length: 4 }, () => pool.detect(empty)))
    for (const pid of workersOf(process.pid)) process.kill(pid, 'SIGKILL')
    const outcomes = await waiting
    expect(outcomes.map((each) => (each.status === 'rejected' ? each.reason.code : 'answered'))).toContain(
      'engine_failed',
    )
    await expect(pool.detect(empty)).rejects.toMatchObject({ code: 'engine_failed' })
    await pool.close()
  })

  it('dies with its parent, even when that is killed outright', async () => {
    const parent = fork(fileURLToPath(new URL('./testing/hold-pool.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
    })
    const workers = await new Promise<number[]>((resolve, reject) => {
      parent.once('message', () => resolve(workersOf(parent.pid ?? 0)))
      parent.once('exit', () => reject(new Error('The parent ended before its pool was open.')))
    })
    expect(workers).toHaveLength(2)
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(workers.filter(isAlive)).toEqual([]), { timeout: 90_000 })
  })
})

describeWithMedia('faces in real footage', () => {
  let pool: FacePool
  beforeAll(async () => {
    pool = await createHumanDetector().open({ workers: 1 })
  })
  afterAll(() => pool.close())
  const podcast = mediaPath('podcast_long_720p.mp4')

  it('all three of a three-way split are found, with eyes and lips inside their boxes', async () => {
    const faces = await pool.detect(frameOf(podcast, 183, 640, 360))
    expect(faces).toHaveLength(3)
    for (const { box, eyeY, lipGap } of faces) {
      expect(eyeY).toBeGreaterThan(box.y + 0.25 * box.h)
      expect(eyeY).toBeLessThan(box.y + 0.55 * box.h)
      expect(lipGap).toBeGreaterThanOrEqual(0)
      expect(lipGap).toBeLessThan(0.3)
    }
  })

  it('small ones are found by a thorough look', async () => {
    const distant = 'scale=iw*0.14:-2,pad=1280:720:300:250:gray'
    const frame = frameOf(podcast, 8, 640, 360, distant)
    expect(await pool.detect({ ...frame, isThorough: true })).toHaveLength(1)
  })

  it('tilted ones have a level reading', async () => {
    const [upright] = await pool.detect(frameOf(podcast, 8, 640, 360))
    const [tilted] = await pool.detect(frameOf(podcast, 8, 640, 360, 'rotate=0.4'))
    expect(Math.abs((tilted?.lipGap ?? 1) - (upright?.lipGap ?? 0))).toBeLessThan(0.02)
  })

  it('a portrait of 176 x 144 is enough', async () => {
    expect(await pool.detect(frameOf(mediaPath('carphone_qcif.mp4'), 1, 176, 144))).toHaveLength(1)
  })

  it.each([
    ['a slide', podcast, 14],
    ['a cartoon', mediaPath('bbb_5.1_audio.mp4'), 2],
    ['a landscape', mediaPath('nature_cuts_fades_720p.mp4'), 6],
    ['a game', mediaPath('gameplay_1080p60_two_audio.mp4'), 2],
  ])('%s has none that the mesh confirms', async (_name, file, atS) => {
    const faces = await pool.detect({ ...frameOf(file, atS, 640, 360), isThorough: true })
    expect(faces.filter(({ lipGap }) => lipGap !== null)).toEqual([])
  })

  it('followed from a moment before, they are read as a search reads them', async () => {
    const before = await pool.detect(frameOf(podcast, 183, 640, 360))
    const frame = frameOf(podcast, 183.2, 640, 360)
    const searched = await pool.detect(frame)
    const places = before.flatMap(({ place }) => place ?? [])
    expect(places).toHaveLength(3)
    const followed = await pool.detect({ ...frame, follow: places })
    const byX = (faces: typeof followed) => [...faces].sort((a, b) => a.box.x - b.box.x)
    const pairs = byX(followed).map((face, index) => ({ face, other: byX(searched)[index] }))
    expect(pairs).toHaveLength(searched.length)
    for (const { face, other } of pairs) {
      expect(overlapOf(face.box, other?.box ?? face.box)).toBeGreaterThan(0.85)
      expect(Math.abs((face.lipGap ?? 1) - (other?.lipGap ?? 0))).toBeLessThan(0.02)
    }
  })

  it('are searched for where one of them is not at the place that was named', async () => {
    const frame = frameOf(podcast, 183, 640, 360)
    const searched = await pool.detect(frame)
    const [first] = searched.flatMap(({ place }) => place ?? [])
    const astray = { x: 320, y: 350, sidePx: 40, angleRad: 0 }
    expect(await pool.detect({ ...frame, follow: first ? [first, astray] : [] })).toEqual(searched)
    // Two places that lead to one face say nothing of a second one.
    expect(await pool.detect({ ...frame, follow: first ? [first, first] : [] })).toEqual(searched)
  })

  it('the same person is more alike than different people', async () => {
    const look = async (atS: number) => {
      const faces = await pool.detect({ ...frameOf(podcast, atS, 640, 360), withEmbedding: true })
      return [...faces].sort((a, b) => a.box.x - b.box.x).map(({ embedding = [] }) => embedding)
    }
    const dot = (a: readonly number[] = [], b: readonly number[] = []) =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
    const [left, right] = await look(25)
    const [leftLater] = await look(29)
    expect(dot(left, leftLater)).toBeGreaterThan(0.6)
    expect(dot(left, right)).toBeLessThan(0.6)
  })
})
