import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { planFraming } from '@/server/media/framing'
import { cameraAt } from '@/server/media/framing/camera-at'
import { isFullyInside, shareInside } from '@/server/media/framing/tally'
import { frameToMs, snapToFrame } from '@/server/media/time'
import type { AspectId, Box, FramingPlan, MsRange, Shot, SpeakerTurn, Track, VideoStream } from '@/server/media/types'
import { mediaPath } from '@/server/testing/shared-media'
import type { Bench, Figure } from './bench'

const podcastSchema = z.object({
  fps: z.number(),
  frames: z.number(),
  duration: z.number(),
  width: z.number(),
  height: z.number(),
  shots: z.array(z.object({ kind: z.string(), start: z.number(), end: z.number() })),
  faces: z.array(
    z.object({
      frame: z.number(),
      shot: z.number(),
      faces: z.array(
        z.object({
          box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
          score: z.number(),
          active: z.boolean().nullable(),
        }),
      ),
    }),
  ),
  speech_segments: z.array(z.object({ start: z.number(), end: z.number() })),
})
type Podcast = z.infer<typeof podcastSchema>

/** A face of the ground truth at a moment, and whether it speaks. */
type TrueFace = { readonly tMs: number; readonly kind: string; readonly box: Box; readonly speaks: boolean }

const limits = { speed: 0.12, acceleration: 0.24 }

/** Faces of neighbouring samples whose centres are nearer than this share of the frame are one person. */
const samePersonDistance = 0.15

const tracksOf = (
  podcast: Podcast,
  fps: VideoStream['fps'],
): { tracks: Track[]; faces: TrueFace[]; active: Set<string> } => {
  type Open = { id: string; shot: number; samples: Track['samples'][number][] }
  const open: Open[] = []
  const faces: TrueFace[] = []
  const active = new Set<string>()
  for (const frame of podcast.faces) {
    const tMs = frameToMs(frame.frame, fps)
    const taken = new Set<Open>()
    for (const face of frame.faces) {
      const [x, y, w, h] = face.box
      const box = { x: x / podcast.width, y: y / podcast.height, w: w / podcast.width, h: h / podcast.height }
      const centre = box.x + box.w / 2
      const near = open
        .filter((track) => track.shot === frame.shot && !taken.has(track))
        .map((track) => ({ track, last: track.samples.at(-1) }))
        .map(({ track, last }) => ({ track, away: last === undefined ? 1 : Math.abs(last.x + last.w / 2 - centre) }))
        .filter(({ away }) => away < samePersonDistance)
        .sort((a, b) => a.away - b.away)[0]?.track
      const track = near ?? { id: `t${open.length}`, shot: frame.shot, samples: [] }
      if (near === undefined) open.push(track)
      taken.add(track)
      track.samples.push({ tMs, ...box, score: face.score, eyeY: null, lipGap: null })
      if (face.active === true) active.add(track.id)
      faces.push({ tMs, kind: podcast.shots[frame.shot]?.kind ?? '', box, speaks: face.active === true })
    }
  }
  return { tracks: open.map(({ id, samples }) => ({ id, person: id, samples })), faces, active }
}

const speakersOf = (podcast: Podcast, tracks: readonly Track[], active: ReadonlySet<string>): SpeakerTurn[] => {
  const turns: SpeakerTurn[] = []
  for (const shot of podcast.shots) {
    const inShot = (tMs: number) => tMs >= shot.start * 1000 && tMs < shot.end * 1000
    const track = tracks.find((each) => active.has(each.id) && each.samples.some((sample) => inShot(sample.tMs)))
    if (track === undefined) continue
    for (const { start, end } of podcast.speech_segments) {
      const startMs = Math.round(Math.max(start, shot.start) * 1000)
      const endMs = Math.round(Math.min(end, shot.end) * 1000)
      if (endMs > startMs) turns.push({ startMs, endMs, track: track.id, confidence: 1 })
    }
  }
  return turns
}

type Count = { speech: number; inside: number; faces: number; full: number; empty: number; frames: number }

const judge = (plan: FramingPlan, faces: readonly TrueFace[], speech: readonly MsRange[]) => {
  const byKind = new Map<string, Count>()
  const byTime = new Map<number, TrueFace[]>()
  for (const face of faces) byTime.set(face.tMs, [...(byTime.get(face.tMs) ?? []), face])
  for (const [tMs, visible] of byTime) {
    const kind = visible[0]?.kind ?? ''
    const count = byKind.get(kind) ?? { speech: 0, inside: 0, faces: 0, full: 0, empty: 0, frames: 0 }
    byKind.set(kind, count)
    const crop = cameraAt(plan.camera, tMs)
    count.frames += 1
    if (!visible.some(({ box }) => shareInside(box, crop) >= 0.5)) count.empty += 1
    const isSpeech = speech.some((range) => tMs >= range.startMs && tMs < range.endMs)
    for (const { box, speaks } of visible) {
      if (!speaks) continue
      if (isSpeech) {
        count.speech += 1
        if (shareInside(box, crop) >= 0.75) count.inside += 1
      }
      count.faces += 1
      if (isFullyInside(box, crop)) count.full += 1
    }
  }
  return byKind
}

const sumOf = (counts: Iterable<Count>): Count => {
  const sum = { speech: 0, inside: 0, faces: 0, full: 0, empty: 0, frames: 0 }
  for (const count of counts) {
    sum.speech += count.speech
    sum.inside += count.inside
    sum.faces += count.faces
    sum.full += count.full
    sum.empty += count.empty
    sum.frames += count.frames
  }
  return sum
}

const percent = (part: number, whole: number): number => (whole === 0 ? 100 : (100 * part) / whole)

const figuresOf = (name: string, plan: FramingPlan, count: Count): Figure[] => [
  {
    name: `${name}: active speaker inside, share of speech`,
    value: percent(count.inside, count.speech),
    unit: '%',
    target: { op: '>=', value: 97 },
  },
  {
    name: `${name}: speaker's face fully inside`,
    value: percent(count.full, count.faces),
    unit: '%',
    target: { op: '>=', value: 98 },
  },
  {
    name: `${name}: samples that show nobody while somebody is there`,
    value: count.empty,
    unit: '',
    target: { op: '<=', value: 0 },
  },
  {
    name: `${name}: fastest camera`,
    value: plan.report.maxSpeed,
    unit: 'widths/s',
    target: { op: '<=', value: limits.speed + 0.001 },
  },
  {
    name: `${name}: hardest acceleration`,
    value: plan.report.maxAcceleration,
    unit: 'widths/s2',
    target: { op: '<=', value: limits.acceleration + 0.001 },
  },
]

const bench: Bench = {
  what: 'active speaker inside the frame, from ground-truth tracks and turns: the planner alone',
  async run() {
    const podcast = podcastSchema.parse(JSON.parse(readFileSync(mediaPath('gt/podcast_long_720p.json'), 'utf8')))
    const fps = { num: podcast.fps, den: 1 }
    const video: VideoStream = {
      index: 0,
      codec: 'h264',
      widthPx: podcast.width,
      heightPx: podcast.height,
      codedWidthPx: podcast.width,
      codedHeightPx: podcast.height,
      rotationDeg: 0,
      sar: { num: 1, den: 1 },
      fps,
      isVariableFrameRate: false,
      isHdr: false,
      transfer: null,
      pixelFormat: 'yuv420p',
    }
    const { tracks, faces, active } = tracksOf(podcast, fps)
    const speakers = speakersOf(podcast, tracks, active)
    const shots: Shot[] = podcast.shots.map((shot, i) => ({
      startMs: snapToFrame(Math.round(shot.start * 1000), fps),
      endMs: snapToFrame(Math.round(shot.end * 1000), fps),
      transition: i === 0 ? 'start' : 'cut',
    }))
    const range = { startMs: 0, endMs: snapToFrame(podcast.duration * 1000, fps) }
    const figures: Figure[] = []
    const notes: string[] = []
    const aspects: AspectId[] = ['9:16', '4:5', '1:1']
    for (const aspect of aspects)
      for (const mode of ['focus', 'auto'] as const) {
        const startMs = performance.now()
        const plan = planFraming({
          video,
          aspect,
          mode,
          edit: { ranges: [range], removed: [] },
          shots,
          tracks,
          speakers,
          motion: [],
        })
        const tookMs = performance.now() - startMs
        const byKind = judge(plan, faces, speakers)
        figures.push(...figuresOf(`${mode} ${aspect}`, plan, sumOf(byKind.values())))
        if (aspect !== '9:16') continue
        const sums = [...byKind].sort(([a], [b]) => (a < b ? -1 : 1))
        notes.push(
          `${mode} ${aspect}: ${plan.keyframes.length} decisions, ${plan.camera.length} camera keyframes, ${Math.round(tookMs)} ms; own report ${JSON.stringify(plan.report)}`,
        )
        for (const [kind, count] of sums)
          notes.push(
            `  ${kind.padEnd(16)} inside ${percent(count.inside, count.speech).toFixed(1)} % of ${count.speech}, fully ${percent(count.full, count.faces).toFixed(1)} % of ${count.faces}, nobody ${count.empty} of ${count.frames}`,
          )
        const whole = plan.keyframes.filter((keyframe) => keyframe.mode === 'fit')
        notes.push(
          `  shown whole: ${whole.map((each) => `${(each.tMs / 1000).toFixed(1)} s (${each.reason})`).join('; ')}`,
        )
      }
    return { figures, notes }
  },
}

export default bench
