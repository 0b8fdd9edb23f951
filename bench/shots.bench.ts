import path from 'node:path'
import { readEnv } from '@/server/env'
import { msToFrame } from '@/server/media/time'
import type { Shot } from '@/server/media/types'
import { probeSource } from '@/server/projects/probe-source'
import { scanSource } from '@/server/projects/scan-source'
import type { Bench, Figure } from './bench'
import { closeBenchDirs, createBenchContext, openBenchDir } from './context'
import { generateEdit, type TrueBoundary } from './edit-generator'
import { listStretches, readShotTruths, type ShotTruth } from './shots-truth'

/** A hard cut is found when it is this near; a gradual one when it is inside the transition or this near to it. */
const toleranceFrames = 2
/** Half the ground truth of fades is a threshold crossing, not an edge: a sixth of a second is as exact as it is. */
const fadeToleranceFrames = 5

/** Frame rates and sizes of the generated edits: each seed takes the next. None of these seeds was used to choose a setting. */
const shapes = [
  { fps: 30, widthPx: 640, heightPx: 360 },
  { fps: 25, widthPx: 480, heightPx: 270 },
  { fps: 60, widthPx: 640, heightPx: 360 },
  { fps: 30, widthPx: 270, heightPx: 480 },
  { fps: 25, widthPx: 176, heightPx: 144 },
] as const
const firstSeed = 101

type Tally = { found: number; missed: number; false: number }
type Score = { readonly hard: Tally; readonly gradual: Tally; readonly notes: string[] }

const newScore = (): Score => ({
  hard: { found: 0, missed: 0, false: 0 },
  gradual: { found: 0, missed: 0, false: 0 },
  notes: [],
})

const bench: Bench = {
  what: 'shot boundaries against the ground truth of real footage, and against generated edits: [seeds]',
  run: async ([seeds = '10']) => {
    const mediaDir = readEnv().CLIPFORGE_MEDIA_DIR
    try {
      const ctx = await createBenchContext()
      const detect = async (file: string) => {
        const { source, input } = await probeSource(ctx, { path: file })
        const { shots } = await scanSource(ctx, { source, input })
        const fps = source.video?.fps ?? { num: 25, den: 1 }
        return shots.slice(1).map((shot) => ({ frame: msToFrame(shot.startMs, fps), transition: shot.transition }))
      }
      const real = newScore()
      for (const truth of readShotTruths(mediaDir)) judge(real, truth, await detect(path.join(mediaDir, truth.file)))
      const generated = newScore()
      const dir = await openBenchDir()
      for (let seed = firstSeed; seed < firstSeed + Number(seeds); seed += 1) {
        const shape = shapes[seed % shapes.length] ?? shapes[0]
        const outPath = path.join(dir, `edit-${seed}.mp4`)
        const edit = await generateEdit({ ...shape, seed, outPath, stretches: listStretches(mediaDir), shots: 14 })
        const truth = { file: `edit-${seed}`, boundaries: edit.boundaries, excused: [] }
        judge(generated, truth, await detect(outPath))
      }
      return {
        figures: [...figures('footage', real, 0.97, 0.85), ...figures('generated', generated, 0.97, 0.85)],
        notes: [...real.notes, ...generated.notes],
      }
    } finally {
      await closeBenchDirs()
    }
  },
}

type Found = { readonly frame: number; readonly transition: Shot['transition'] }

const judge = (score: Score, truth: ShotTruth, found: readonly Found[]): void => {
  const unused = new Set(found)
  for (const boundary of truth.boundaries) {
    const tally = boundary.kind === 'cut' ? score.hard : score.gradual
    const hit = nearest(boundary, unused)
    if (hit === undefined) {
      tally.missed += 1
      score.notes.push(`${truth.file}: ${boundary.kind} at ${boundary.frame} missed`)
    } else {
      tally.found += 1
      unused.delete(hit)
    }
  }
  for (const extra of unused) {
    if (truth.excused.some((span) => extra.frame >= span.from && extra.frame <= span.to)) continue
    const tally = extra.transition === 'cut' ? score.hard : score.gradual
    tally.false += 1
    score.notes.push(`${truth.file}: ${extra.transition} at ${extra.frame} is not in the truth`)
  }
}

const nearest = (boundary: TrueBoundary, found: ReadonlySet<Found>): Found | undefined => {
  const tolerance =
    boundary.kind === 'cut' ? toleranceFrames : Math.max(fadeToleranceFrames, boundary.length / 2 + toleranceFrames)
  return [...found]
    .filter((each) => Math.abs(each.frame - boundary.frame) <= tolerance)
    .sort((a, b) => Math.abs(a.frame - boundary.frame) - Math.abs(b.frame - boundary.frame))[0]
}

const figures = (name: string, score: Score, hardTarget: number, gradualTarget: number): Figure[] =>
  (['hard', 'gradual'] as const).flatMap((kind) => {
    const tally = score[kind]
    const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole)
    const precision = share(tally.found, tally.found + tally.false)
    const recall = share(tally.found, tally.found + tally.missed)
    const f1 = share(2 * precision * recall, precision + recall)
    const target = { op: '>=' as const, value: kind === 'hard' ? hardTarget : gradualTarget }
    return [
      { name: `${name}: ${kind} (${tally.found + tally.missed}), precision`, value: precision, unit: '' },
      { name: `${name}: ${kind}, recall`, value: recall, unit: '' },
      { name: `${name}: ${kind}, F1`, value: f1, unit: '', target },
    ]
  })

export default bench
