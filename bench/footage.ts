import { readdirSync, readFileSync } from 'node:fs'
import { createHumanDetector } from '@/server/adapters/face-detector/human'
import { createSileroDetector } from '@/server/adapters/voice-detector/silero'
import type { AudioFeatures, Shot, SourceInfo, Track } from '@/server/media/types'
import type { FaceDetector } from '@/server/ports/face-detector'
import { analyseAudio } from '@/server/projects/analyse-audio'
import { extractAudio } from '@/server/projects/extract-audio'
import { probeSource } from '@/server/projects/probe-source'
import { scanSource } from '@/server/projects/scan-source'
import { trackPeople } from '@/server/projects/track-people'
import { openTestContext } from '@/server/testing/service-context'

export type FootageCost = {
  readonly frames: number
  readonly looks: number
  /** Of the detecting processes, starting and loading included. */
  readonly cpuS: number
  readonly wallS: number
  readonly workerPeakMb: number
}

export type Footage = {
  readonly tracks: readonly Track[]
  readonly shots: readonly Shot[]
  readonly source: SourceInfo
  readonly features: AudioFeatures | null
  readonly cost: FootageCost
}

/** A recording through probe, sound, scan and tracking on a fresh cache, and what the detecting cost. */
export const analyseFootage = async (path: string): Promise<Footage> => {
  const watched = watch(createHumanDetector())
  const { ctx, close } = await openTestContext({ ports: { faces: watched.detector, voice: createSileroDetector() } })
  try {
    const { source, input } = await probeSource(ctx, { path })
    const sound = await extractAudio(ctx, { source, input })
    const features = sound && (await analyseAudio(ctx, { source, ...sound }))
    const { shots, proxy } = await scanSource(ctx, { source, input })
    const startedAt = performance.now()
    const { tracks } = proxy ? await trackPeople(ctx, { source, proxy, shots, priority: [] }) : { tracks: [] }
    const wallS = (performance.now() - startedAt) / 1000
    return {
      tracks,
      shots,
      source,
      features,
      cost: { ...watched.cost(), frames: proxy?.frameTimesMs.length ?? 0, wallS },
    }
  } finally {
    await close()
  }
}

/** Counts looks, and reads the workers' CPU and peak memory just before they are closed. */
const watch = (inner: FaceDetector) => {
  let looks = 0
  let cpuS = 0
  let workerPeakMb = 0
  const detector: FaceDetector = {
    ...inner,
    open: async (options) => {
      const before = new Set(childrenOf(process.pid))
      const pool = await inner.open(options)
      const workers = childrenOf(process.pid).filter((pid) => !before.has(pid))
      return {
        detect: (frame) => {
          looks++
          return pool.detect(frame)
        },
        close: async () => {
          for (const pid of workers) {
            const { seconds, peakMb } = usageOf(pid)
            cpuS += seconds
            workerPeakMb = Math.max(workerPeakMb, peakMb)
          }
          await pool.close()
        },
      }
    },
  }
  return { detector, cost: () => ({ looks, cpuS, workerPeakMb }) }
}

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )

/** Linux counts in hundredths of a second; fields 14 and 15 of stat, two of them before the closing bracket. */
const usageOf = (pid: number) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return { seconds: (Number(fields[11]) + Number(fields[12])) / 100, peakMb: Number(peak) / 1024 }
}
