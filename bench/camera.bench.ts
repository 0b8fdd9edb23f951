import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { planCameraPath } from '@/server/media/framing/camera-path'
import { motionTuning } from '@/server/media/framing/motion-subject'
import { mediaPath } from '@/server/testing/shared-media'
import type { Bench, Figure } from './bench'

const videoSchema = z.object({
  fps: z.number().positive(),
  widthPx: z.number().positive(),
  cropWidthPx: z.number().positive(),
  observedX: z.array(z.number().nullable()),
  truthX: z.array(z.number()),
})
const fileSchema = z.object({ videos: z.array(videoSchema).min(1) })
type Video = z.infer<typeof videoSchema>

type Score = { offQuarter: number; p95Offset: number; outside: number; jerk: number; moves: number; reversals: number }

/** Pixels per frame from which the camera is seen to move. */
const movingPx = 0.75

const scoreOf = (video: Video, x: readonly number[]): Score => {
  const { widthPx, cropWidthPx, truthX, fps } = video
  const offsets: number[] = []
  let outside = 0
  let jerk = 0
  let moves = 0
  let reversals = 0
  let wasMoving = false
  let direction = 0
  x.forEach((left, i) => {
    const centre = left + cropWidthPx / 2
    const truth = truthX[i] ?? 0
    const reachable = Math.min(widthPx - cropWidthPx / 2, Math.max(cropWidthPx / 2, truth))
    offsets.push(Math.abs(centre - reachable) / cropWidthPx)
    if (Math.abs(centre - truth) > 0.5 * cropWidthPx) outside += 1
    const [a, b, c] = [x[i - 1] ?? left, x[i - 2] ?? left, x[i - 3] ?? left]
    if (i >= 3) jerk += (Math.abs(left - 3 * a + 3 * b - c) / widthPx) * fps ** 3
    const step = i === 0 ? 0 : left - a
    const isMoving = Math.abs(step) > movingPx
    if (isMoving && !wasMoving) moves += 1
    if (isMoving && direction !== 0 && Math.sign(step) !== direction) reversals += 1
    if (isMoving) direction = Math.sign(step)
    wasMoving = isMoving
  })
  const seconds = x.length / fps
  const sorted = [...offsets].sort((a, b) => a - b)
  return {
    offQuarter: offsets.filter((offset) => offset > 0.25).length / x.length,
    p95Offset: sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0,
    outside: outside / x.length,
    jerk: jerk / Math.max(1, x.length - 3),
    moves: (moves / seconds) * 60,
    reversals: reversals / seconds,
  }
}

const meanOf = (scores: readonly Score[], pick: (score: Score) => number): number =>
  scores.reduce((sum, score) => sum + pick(score), 0) / Math.max(1, scores.length)

const figuresOf = (prefix: string, scores: readonly Score[], isJudged: boolean): Figure[] => {
  const target = (value: number) => (isJudged ? { target: { op: '<=' as const, value } } : {})
  return [
    {
      name: `${prefix}subject over a quarter crop off centre`,
      value: meanOf(scores, (s) => s.offQuarter) * 100,
      unit: '%',
      ...target(12),
    },
    { name: `${prefix}subject outside`, value: meanOf(scores, (s) => s.outside) * 100, unit: '%', ...target(5) },
    { name: `${prefix}mean jerk`, value: meanOf(scores, (s) => s.jerk), unit: 'widths/s3', ...target(1) },
    { name: `${prefix}moves`, value: meanOf(scores, (s) => s.moves), unit: '/min', ...target(8) },
  ]
}

const bench: Bench = {
  what: 'the camera planner against crops that people made, on noisy tracks: [file.json.gz]',
  async run([file]) {
    const text = gunzipSync(readFileSync(file ?? mediaPath('camera/dev.json.gz'))).toString('utf8')
    const { videos } = fileSchema.parse(JSON.parse(text))
    const scores = videos.map((video) => scoreOf(video, planCameraPath(video)))
    const slow = videos.map((video) => scoreOf(video, planCameraPath({ ...video, tuning: motionTuning })))
    const hour = videos.flatMap((video) => video.observedX)
    const observedX = Array.from({ length: 60 * 60 * 30 }, (_, i) => hour[i % hour.length] ?? null)
    const startMs = performance.now()
    planCameraPath({ observedX, fps: 30, widthPx: 1920, cropWidthPx: 606 })
    const hourSeconds = (performance.now() - startMs) / 1000
    return {
      figures: [
        ...figuresOf('', scores, true),
        { name: 'p95 offset', value: meanOf(scores, (s) => s.p95Offset), unit: 'crop widths' },
        { name: 'reversals', value: meanOf(scores, (s) => s.reversals), unit: '/s' },
        ...figuresOf(
          'even videos: ',
          scores.filter((_, i) => i % 2 === 0),
          false,
        ),
        ...figuresOf(
          'odd videos: ',
          scores.filter((_, i) => i % 2 === 1),
          false,
        ),
        ...figuresOf("at the product's limits (12 % of width a second): ", slow, false),
        { name: 'planning an hour at 30 fps', value: hourSeconds, unit: 's', target: { op: '<=', value: 10 } },
      ],
      notes: [`${videos.length} videos`],
    }
  },
}

export default bench
