import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { readEnv } from '@/server/env'
import type { Transcript, Word } from '@/server/media/types'
import { findMoments } from '@/server/moments'
import { analyseAudio, extractAudio, findSpeakers, probeSource, scanSource, trackPeople } from '@/server/projects'
import type { Bench } from './bench'
import { closeBenchDirs, createBenchContext, openBenchDir } from './context'

/** What a talk holds: one speaker, two side by side, another one, over and over; 1080p30 at what a good camera writes. */
const layouts = [
  ['hdtf_RD_Radio2_000.mp4'],
  ['hdtf_WDA_EdMarkey0_000.mp4', 'hdtf_RD_Radio34_000.mp4'],
  ['hdtf_WDA_AlexandriaOcasioCortez_000.mp4'],
  ['hdtf_RD_Radio34_000.mp4', 'hdtf_WDA_AlexandriaOcasioCortez_000.mp4'],
  ['vertical_hevc_3.mp4'],
] as const
const shotS = 8
const minuteS = 60

const bench: Bench = {
  what: 'wall seconds per source minute at 1080p30: scan, faces, speakers, moments (speech excluded): [minutes]',
  run: async ([minutesText]) => {
    const minutes = Number(minutesText ?? 2)
    try {
      const ctx = await createBenchContext()
      const file = await composeTalk(minutes)
      const { source, input } = await probeSource(ctx, { path: file })
      const sound = await extractAudio(ctx, { source, input })
      const features = sound && (await analyseAudio(ctx, { source, ...sound }))
      if (features === null) throw new Error('The composed talk has no sound.')
      const transcript = talkOf(source.durationMs)
      const seconds: Record<string, number> = {}
      const cpuSeconds: Record<string, number> = {}
      const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
        const [startedAt, cpuBefore] = [performance.now(), readCpuS()]
        const result = await work()
        seconds[stage] = (performance.now() - startedAt) / 1000
        cpuSeconds[stage] = readCpuS() - cpuBefore
        return result
      }
      const { shots, motion, proxy } = await timed('scan', () => scanSource(ctx, { source, input }))
      if (proxy === null) throw new Error('The composed talk has no picture.')
      const options = { count: null, minS: 15, maxS: 60, prompt: null, ranges: null, language: 'en' }
      const candidates = await timed('moments', () =>
        findMoments(ctx, { source, transcript, features, shots, motion, options }),
      )
      const priority = candidates.filter((candidate) => candidate.accepted)
      const { tracks } = await timed('faces', () => trackPeople(ctx, { source, proxy, shots, priority }))
      await timed('speakers', () => findSpeakers(ctx, { source, tracks, shots, features, words: transcript.words }))
      const sourceMinutes = source.durationMs / 1000 / minuteS
      const sumOf = (parts: Record<string, number>) => Object.values(parts).reduce((sum, value) => sum + value, 0)
      return {
        figures: [
          ...Object.entries(seconds).map(([stage, value]) => ({
            name: `${stage}, per source minute`,
            value: value / sourceMinutes,
            unit: 's',
          })),
          ...Object.entries({ ...cpuSeconds, all: sumOf(cpuSeconds) }).map(([stage, value]) => ({
            name: `${stage}, processor seconds per source minute`,
            value: value / sourceMinutes,
            unit: 's',
          })),
          {
            name: 'all, per source minute',
            value: sumOf(seconds) / sourceMinutes,
            unit: 's',
            target: { op: '<=', value: 10 },
          },
        ],
        notes: [`${shots.length} shots, ${tracks.length} tracks, ${priority.length} moments in ${minutes} minutes`],
      }
    } finally {
      await closeBenchDirs()
    }
  },
}

/** Of this process and of every child that has ended: what a loaded machine can't distort as it does wall time. */
const readCpuS = (): number => {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? []
  const ticksPerSecond = 100
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond
}

/** One round of the layouts is encoded; the rest of the length repeats it by stream copy. */
const composeTalk = async (minutes: number): Promise<string> => {
  const dir = await openBenchDir()
  const media = readEnv().CLIPFORGE_MEDIA_DIR
  const inputs = layouts.flatMap((files) => files.flatMap((file) => ['-i', path.join(media, file)]))
  const graph: string[] = []
  let next = 0
  for (const [shot, files] of layouts.entries()) {
    const panes = files.map((_, pane) => {
      const width = 1920 / files.length
      graph.push(
        `[${next + pane}:v]fps=30,scale=${width}:1080:force_original_aspect_ratio=increase,crop=${width}:1080,setsar=1,` +
          `tpad=stop=-1:stop_mode=clone,trim=duration=${shotS},setpts=PTS-STARTPTS,noise=alls=4:allf=t,format=yuv420p[p${shot}${pane}]`,
      )
      return `[p${shot}${pane}]`
    })
    graph.push(panes.length === 1 ? `${panes[0]}null[v${shot}]` : `${panes.join('')}hstack=${panes.length}[v${shot}]`)
    graph.push(`[${next}:a]aresample=48000,apad,atrim=duration=${shotS},asetpts=PTS-STARTPTS[a${shot}]`)
    next += files.length
  }
  graph.push(`${layouts.map((_, shot) => `[v${shot}][a${shot}]`).join('')}concat=n=${layouts.length}:v=1:a=1[v][a]`)
  const round = path.join(dir, 'round.mp4')
  execFileSync('nice', [
    ...[
      '-n',
      '19',
      'ffmpeg',
      '-v',
      'error',
      ...inputs,
      '-filter_complex',
      graph.join(';'),
      '-map',
      '[v]',
      '-map',
      '[a]',
    ],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '8M', '-maxrate', '10M', '-bufsize', '16M', '-g', '60'],
    ...['-c:a', 'aac', round],
  ])
  const talk = path.join(dir, 'talk.mp4')
  const repeat = ['-stream_loop', '-1', '-i', round, '-t', String(minutes * minuteS), '-c', 'copy', talk]
  execFileSync('ffmpeg', ['-v', 'error', ...repeat])
  return talk
}

const vocabulary =
  'Most people think this is easy. It took us three years to find out why the first plan failed. What would you do? ' +
  'The answer surprised everyone in the room, because nobody had asked the simple question before.'

/** Words at the pace of talk, so that moments have a transcript of real length to search. */
const talkOf = (durationMs: number): Transcript => {
  const texts = vocabulary.split(' ')
  const paceMs = 400
  const words = Array.from({ length: Math.floor(durationMs / paceMs) }, (_, index): Word => {
    const startMs = index * paceMs
    return { text: texts[index % texts.length] ?? '', startMs, endMs: startMs + 320, confidence: 0.9 }
  })
  return { language: 'en', words, isPunctuated: true, engine: { id: 'bench', version: '1', reason: 'made up' } }
}

export default bench
