import { planFraming } from '@/server/media/framing'
import { cameraAt } from '@/server/media/framing/camera-at'
import { isFullyInside, shareInside } from '@/server/media/framing/tally'
import { snapToFrame } from '@/server/media/time'
import type {
  AspectId,
  Box,
  FramingPlan,
  MotionSample,
  Shot,
  SourceInfo,
  SpeakerTurn,
  Track,
  VideoStream,
} from '@/server/media/types'
import { analyseAudio } from '@/server/projects/analyse-audio'
import { extractAudio } from '@/server/projects/extract-audio'
import { findSpeakers } from '@/server/projects/find-speakers'
import { probeSource } from '@/server/projects/probe-source'
import { scanSource } from '@/server/projects/scan-source'
import { trackPeople } from '@/server/projects/track-people'
import { mediaPath } from '@/server/testing/shared-media'
import type { Bench, Figure } from './bench'
import { closeBenchDirs, createBenchContext } from './context'
import { type FocusTruth, focusTruthOf, type TrueFace } from './focus-truth'

const files = [
  'podcast_long_720p.mp4',
  'hdtf_RD_Radio2_000.mp4',
  'hdtf_WDA_EdMarkey0_000.mp4',
  'talk_1.mp4',
  'talk_3.mp4',
  'vertical_hevc_3.mp4',
  'grid_bbaf2n.mpg',
]
/** The planner's limits, with room for rounding positions to a millionth. */
const limits = { speed: 0.121, acceleration: 0.241 }
const aspects = ['9:16', '4:5', '1:1'] as const satisfies readonly AspectId[]

type Observations = {
  readonly shots: readonly Shot[]
  readonly tracks: readonly Track[]
  readonly speakers: readonly SpeakerTurn[]
  readonly motion: readonly MotionSample[]
}
type Count = { speech: number; inside: number; full: number; empty: number; frames: number }

const nothing = (): Count => ({ speech: 0, inside: 0, full: 0, empty: 0, frames: 0 })

/** Of the faces in a picture the one that is framed: most of it is shown, and it is the larger of two such. */
const framedFace = (faces: readonly TrueFace[], crop: Box): TrueFace | undefined =>
  [...faces].sort(
    (a, b) => shareInside(b.box, crop) - shareInside(a.box, crop) || b.box.w * b.box.h - a.box.w * a.box.h,
  )[0]

/** The plan held against the true faces, by kind of layout. */
const judge = (plan: FramingPlan, { faces, speech }: FocusTruth): Map<string, Count> => {
  const byKind = new Map<string, Count>()
  for (const tMs of new Set(faces.map((face) => face.tMs))) {
    const visible = faces.filter((face) => face.tMs === tMs)
    const kind = visible[0]?.kind ?? ''
    const count = byKind.get(kind) ?? nothing()
    byKind.set(kind, count)
    const crop = cameraAt(plan.camera, tMs)
    count.frames += 1
    const framed = framedFace(visible, crop)
    if (framed === undefined || shareInside(framed.box, crop) < 0.5) count.empty += 1
    if (framed !== undefined && isFullyInside(framed.box, crop)) count.full += 1
    if (!speech.some((range) => tMs >= range.startMs && tMs < range.endMs)) continue
    for (const { box } of visible.filter((face) => face.speaks)) {
      count.speech += 1
      if (shareInside(box, crop) >= 0.75) count.inside += 1
    }
  }
  return byKind
}

const add = (sum: Count, count: Count): void => {
  for (const key of ['speech', 'inside', 'full', 'empty', 'frames'] as const) sum[key] += count[key]
}

const percent = (part: number, whole: number): number => (whole === 0 ? 100 : (100 * part) / whole)

type Case = {
  readonly name: string
  readonly sum: Count
  maxSpeed: number
  maxAcceleration: number
  readonly byKind: Map<string, Count>
}

const figuresOf = ({ name, sum, maxSpeed, maxAcceleration }: Case): Figure[] => [
  {
    name: `${name}: active speaker inside, share of speech`,
    value: percent(sum.inside, sum.speech),
    unit: '%',
    target: { op: '>=', value: 97 },
  },
  {
    name: `${name}: framed face fully inside`,
    value: percent(sum.full, sum.frames),
    unit: '%',
    target: { op: '>=', value: 98 },
  },
  {
    name: `${name}: samples with a face that show none`,
    value: sum.empty,
    unit: '',
    target: { op: '<=', value: 0 },
  },
  { name: `${name}: fastest camera`, value: maxSpeed, unit: 'widths/s', target: { op: '<=', value: limits.speed } },
  {
    name: `${name}: hardest acceleration`,
    value: maxAcceleration,
    unit: 'widths/s2',
    target: { op: '<=', value: limits.acceleration },
  },
]

/** The product's own analysis; only the words come from the ground truth, since they are not what is judged. */
const observe = async (file: string, dataDir: string | undefined) => {
  const ctx = await createBenchContext(dataDir === undefined ? {} : { dataDir })
  const { source, input } = await probeSource(ctx, { path: mediaPath(file) })
  const video = source.video
  if (video === null) throw new Error(`${file} has no picture`)
  const truth = focusTruthOf(file.replace(/\.\w+$/, ''), { ...video, widthPx: video.codedWidthPx })
  const analyse = async (): Promise<Observations> => {
    const { shots, motion, proxy } = await scanSource(ctx, { source, input })
    const { tracks } = proxy ? await trackPeople(ctx, { source, proxy, shots, priority: [] }) : { tracks: [] }
    const audio = await extractAudio(ctx, { source, input })
    if (audio === null) return { shots, motion, tracks, speakers: [] }
    const features = await analyseAudio(ctx, { source, wavPath: audio.wavPath })
    const speakers = await findSpeakers(ctx, { source, tracks, shots, features, words: truth.words })
    return { shots, motion, tracks, speakers }
  }
  return { source, video, truth, analyse }
}

const planOf = (source: SourceInfo, video: VideoStream, aspect: AspectId, mode: 'auto' | 'focus', seen: Observations) =>
  planFraming({
    video,
    aspect,
    mode,
    edit: { ranges: [{ startMs: 0, endMs: snapToFrame(source.durationMs, video.fps) }], removed: [] },
    ...seen,
  })

const bench: Bench = {
  what: 'active speaker inside the frame, by the planner on true observations and by the whole analysis: [truth] [data folder to keep]',
  async run(args) {
    const truthOnly = args.includes('truth')
    const dataDir = args.find((arg) => arg !== 'truth')
    const cases = new Map<string, Case>()
    const notes: string[] = []
    const take = (name: string, plan: FramingPlan, truth: FocusTruth) => {
      const into = cases.get(name) ?? { name, sum: nothing(), maxSpeed: 0, maxAcceleration: 0, byKind: new Map() }
      cases.set(name, into)
      into.maxSpeed = Math.max(into.maxSpeed, plan.report.maxSpeed)
      into.maxAcceleration = Math.max(into.maxAcceleration, plan.report.maxAcceleration)
      for (const [kind, count] of judge(plan, truth)) {
        add(into.sum, count)
        const known = into.byKind.get(kind) ?? nothing()
        into.byKind.set(kind, known)
        add(known, count)
      }
    }
    try {
      for (const file of files) {
        const { source, video, truth, analyse } = await observe(file, dataDir)
        const seen = truthOnly ? null : await analyse()
        for (const aspect of aspects)
          for (const mode of ['focus', 'auto'] as const) {
            const known = { shots: truth.shots, tracks: truth.tracks, speakers: truth.speakers, motion: [] }
            take(`planner, ${mode} ${aspect}`, planOf(source, video, aspect, mode, known), truth)
            if (seen === null) continue
            const plan = planOf(source, video, aspect, mode, seen)
            take(`all stages, ${mode} ${aspect}`, plan, truth)
            if (aspect === '9:16' && mode === 'auto')
              notes.push(`${file}, all stages, auto: ${plan.mode}; ${JSON.stringify(plan.report)}`)
          }
      }
    } finally {
      await closeBenchDirs()
    }
    for (const { name, byKind } of cases.values()) {
      if (!name.endsWith('9:16')) continue
      for (const [kind, count] of [...byKind].sort(([a], [b]) => (a < b ? -1 : 1)))
        notes.push(
          `${name}, ${kind}: inside ${percent(count.inside, count.speech).toFixed(1)} % of ${count.speech}, fully ${percent(count.full, count.frames).toFixed(1)} %, none in ${count.empty}, of ${count.frames}`,
        )
    }
    return { figures: [...cases.values()].flatMap(figuresOf), notes }
  },
}

export default bench
