import { readFileSync } from 'node:fs'
import os from 'node:os'
import { overlapOf } from '@/server/media/people'
import type { Box, Track } from '@/server/media/types'
import { mediaPath } from '@/server/testing/shared-media'
import type { Bench } from './bench'
import { analyseFootage } from './footage'

type TruthFace = readonly [number, number, number, number, number] | { readonly box: readonly number[] }
type Truth = { readonly fps?: number; readonly faces: readonly { frame: number; faces: readonly TruthFace[] }[] }

/** Files whose ground truth was looked over; street faces and hands that the reference took for faces are left out. */
const files = [
  ['podcast_long_720p.mp4', 25],
  ['hdtf_RD_Radio2_000.mp4', 25],
  ['hdtf_WDA_EdMarkey0_000.mp4', 25],
  ['talk_3.mp4', 25],
  ['vertical_hevc_1.mp4', 25],
  ['vertical_hevc_3.mp4', 30],
  ['carphone_qcif.mp4', 30_000 / 1001],
  ['grid_bbaf2n.mpg', 25],
  ['grid_swiz3n.mpg', 25],
] as const

/** The box of a track at a moment, drawn between its samples; null where the track is not. */
const boxAt = ({ samples }: Track, tMs: number): Box | null => {
  const after = samples.findIndex((sample) => sample.tMs >= tMs)
  const b = samples[after]
  const a = samples[after - 1] ?? b
  if (a === undefined || b === undefined) {
    const last = samples.at(-1)
    return last !== undefined && tMs - last.tMs <= 240 ? last : null
  }
  if (b.tMs - tMs > 240 && a === b) return null
  const share = b.tMs === a.tMs ? 0 : (tMs - a.tMs) / (b.tMs - a.tMs)
  const mix = (from: number, to: number) => from + (to - from) * share
  return { x: mix(a.x, b.x), y: mix(a.y, b.y), w: mix(a.w, b.w), h: mix(a.h, b.h) }
}

const bench: Bench = {
  what: 'faces and tracks against the reference boxes; cost per frame and memory of a worker',
  run: async (args) => {
    const chosen = files.filter(([file]) => args.length === 0 || args.some((each) => file.startsWith(each)))
    const sum = {
      truth: 0,
      found: 0,
      extra: 0,
      overlap: 0,
      frames: 0,
      looks: 0,
      cpuS: 0,
      sourceS: 0,
      wallS: 0,
      peakMb: 0,
    }
    const notes: string[] = []
    for (const [file, fps] of chosen) {
      const { tracks, source, cost } = await analyseFootage(mediaPath(file))
      const truth = JSON.parse(readFileSync(mediaPath(`gt/${file.replace(/\.\w+$/, '')}.json`), 'utf8')) as Truth
      const [widthPx, heightPx] = [source.video?.widthPx ?? 1, source.video?.heightPx ?? 1]
      const codedWidthPx = source.video?.codedWidthPx ?? widthPx
      const own = { truth: 0, found: 0, extra: 0 }
      for (const { frame, faces } of truth.faces) {
        const open = tracks.flatMap((track) => boxAt(track, ((frame + 0.5) * 1000) / fps) ?? [])
        for (const face of faces) {
          const [x = 0, y = 0, w = 0, h = 0] = 'box' in face ? face.box : face
          const box = { x: x / codedWidthPx, y: y / heightPx, w: w / codedWidthPx, h: h / heightPx }
          const best = open.toSorted((a, b) => overlapOf(b, box) - overlapOf(a, box))[0]
          const overlap = best === undefined ? 0 : overlapOf(best, box)
          own.truth++
          if (best === undefined || overlap < 0.4) continue
          own.found++
          sum.overlap += overlap
          open.splice(open.indexOf(best), 1)
        }
        own.extra += open.length
      }
      notes.push(
        `${file}: ${own.found} of ${own.truth} faces, ${own.extra} more; ${tracks.length} tracks, ${new Set(tracks.map(({ person }) => person)).size} people`,
      )
      for (const key of ['truth', 'found', 'extra'] as const) sum[key] += own[key]
      for (const key of ['frames', 'looks', 'cpuS', 'wallS'] as const) sum[key] += cost[key]
      sum.peakMb = Math.max(sum.peakMb, cost.workerPeakMb)
      sum.sourceS += source.durationMs / 1000
    }
    const figures = [
      { name: 'recall against the reference', value: sum.found / sum.truth, unit: '' },
      { name: 'precision against the reference', value: sum.found / (sum.found + sum.extra), unit: '' },
      { name: 'mean overlap of boxes', value: sum.overlap / sum.found, unit: '' },
      { name: 'frames really looked at', value: sum.looks / sum.frames, unit: 'share' },
      { name: 'CPU of the workers per frame looked at', value: (sum.cpuS * 1000) / sum.looks, unit: 'ms' },
      {
        name: 'CPU of the workers per source minute',
        value: sum.cpuS / (sum.sourceS / 60),
        unit: 's',
        target: { op: '<=', value: 9 } as const,
      },
      { name: 'wall per source minute', value: sum.wallS / (sum.sourceS / 60), unit: 's' },
      { name: 'peak memory of a worker', value: sum.peakMb, unit: 'MB', target: { op: '<=', value: 400 } as const },
    ]
    return { figures, notes: [...notes, `load ${os.loadavg()[0]?.toFixed(1)} on ${os.availableParallelism()} cores`] }
  },
}

export default bench
