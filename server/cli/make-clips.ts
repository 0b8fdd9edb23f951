import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { planClip } from '@/server/clips'
import type { ServiceContext } from '@/server/context'
import { DomainError, type ErrorCode, isDomainError } from '@/server/errors'
import { toSrt, toVtt } from '@/server/media/captions'
import { surroundings } from '@/server/media/people/surroundings'
import { buildReport, type PlannedClip, type Report, reportSchema } from '@/server/media/report'
import { boundsNote } from '@/server/media/shots'
import type { SourceInfo } from '@/server/media/types'
import { findMoments } from '@/server/moments'
import {
  analyseAudio,
  extractAudio,
  findSpeakers,
  openSubtitles,
  probeSource,
  scanSource,
  trackPeople,
  transcribeSource,
} from '@/server/projects'
import { createRenderPlan, renderClip } from '@/server/renders'
import type { ClipOptions } from './parse-clip-args'

export type StageName = 'probe' | 'audio' | 'speech' | 'scan' | 'moments' | 'faces' | 'speakers' | 'plan' | 'render'

type Watch = {
  readonly onStage: (stage: StageName, note?: string) => void
  readonly onNote: (text: string) => void
  readonly peakRssMb: () => number
}

/** The whole main job. Every stage remembers its result, so a run after a kill repeats nothing that was finished. */
export const makeClips = async (ctx: ServiceContext, options: ClipOptions, watch: Watch): Promise<Report> => {
  const timings: Record<string, number> = {}
  const stage = async <T>(name: StageName, work: () => Promise<T>): Promise<T> => {
    watch.onStage(name)
    const startedAt = ctx.clock.now()
    const result = await work()
    timings[name] = ctx.clock.now() - startedAt
    return result
  }

  const subtitles = await readSubtitles(options.transcriptPath)
  await mkdir(options.outDir, { recursive: true })
  const { source, input } = await stage('probe', () => probeSource(ctx, { path: options.videoPath }))
  for (const note of source.notes) watch.onNote(note)

  const sound = await stage('audio', async () => {
    const extracted = await extractAudio(ctx, { source, input })
    return extracted && { ...extracted, features: await analyseAudio(ctx, { source, wavPath: extracted.wavPath }) }
  })
  const transcript = await stage('speech', async () =>
    transcribeSource(ctx, { source, sound, language: options.language, engine: options.speech, subtitles }),
  )
  const isSpoken = sound !== null || subtitles !== null
  if (isSpoken)
    watch.onNote(
      `speech: ${transcript.engine.reason}${transcript.engine.weakness ? ` (${transcript.engine.weakness})` : ''}`,
    )

  const { shots, motion, bounds, proxy } = await stage('scan', () => scanSource(ctx, { source, input }))
  const barNotes = source.video && bounds ? [boundsNote(bounds, source.video)] : []
  for (const note of barNotes) watch.onNote(note)
  const features = sound?.features ?? null
  const candidates = await stage('moments', () =>
    findMoments(ctx, {
      source,
      transcript,
      features,
      shots,
      motion,
      options: {
        count: options.count,
        minS: options.minS,
        maxS: options.maxS,
        prompt: options.prompt,
        ranges: options.ranges && [...options.ranges],
        language: transcript.language,
      },
    }),
  )
  const accepted = candidates.filter((candidate) => candidate.accepted)
  const priority = accepted.map((candidate) => surroundings(candidate, source.durationMs))
  const { tracks } = await stage('faces', () =>
    proxy ? trackPeople(ctx, { source, proxy, shots, priority }) : Promise.resolve({ tracks: [] }),
  )
  const speakers = await stage('speakers', () =>
    features ? findSpeakers(ctx, { source, tracks, shots, features, words: transcript.words }) : Promise.resolve([]),
  )

  const planned = await stage('plan', async () =>
    accepted.map((candidate, position) => ({
      file: `clip-${String(position + 1).padStart(2, '0')}.mp4`,
      candidate,
      ...planClip({
        source,
        candidate,
        transcript,
        features,
        shots,
        motion,
        tracks,
        speakers,
        bounds,
        aspect: options.aspect,
        framing: options.framing,
        captionStyle: options.captions,
        removeSilence: options.removeSilence,
        removeFillers: options.removeFillers,
      }),
    })),
  )
  const previous = await previousFiles(options.outDir)
  const clips: PlannedClip[] = options.render
    ? await stage('render', () => renderAll(ctx, { source, input, planned, options, watch }))
    : planned.map((clip) => ({ ...clip, rendered: null }))

  const report = buildReport({
    name: displayName(options.videoPath),
    source: { ...source, notes: [...source.notes, ...barNotes] },
    engines: {
      mediaTool: await ctx.ports.mediaTool.version(),
      speech: isSpoken ? transcript.engine : null,
      voice: sound ? `${ctx.ports.voice.id} ${await ctx.ports.voice.version()}` : null,
      faces: proxy ? `${ctx.ports.faces.id} ${await ctx.ports.faces.version()}` : null,
      reranker: ctx.ports.reranker ? `${ctx.ports.reranker.id} ${await ctx.ports.reranker.version()}` : null,
    },
    transcript,
    shots,
    tracks,
    speakers,
    candidates,
    clips,
    timings,
    peakRssMb: watch.peakRssMb(),
  })
  await writeWhole(path.join(options.outDir, 'report.json'), JSON.stringify(report))
  if (options.render) await removeStale(options.outDir, previous, clips)
  return report
}

type Rendered = NonNullable<PlannedClip['rendered']>

type RenderWork = {
  readonly source: SourceInfo
  readonly input: Awaited<ReturnType<typeof probeSource>>['input']
  readonly planned: readonly Omit<PlannedClip, 'rendered'>[]
  readonly options: ClipOptions
  readonly watch: Watch
}

const renderAll = async (
  ctx: ServiceContext,
  { source, input, planned, options, watch }: RenderWork,
): Promise<PlannedClip[]> => {
  const clips: PlannedClip[] = []
  for (const [position, clip] of planned.entries()) {
    const outPath = path.join(options.outDir, clip.file)
    const within = (share: number) => (position + share) / planned.length
    const rendered: Rendered = await renderClip(
      {
        ...ctx,
        onProgress: ({ share, ...rest }) =>
          ctx.onProgress({ ...rest, share: within(share), note: `clip ${position + 1} of ${planned.length}` }),
      },
      {
        source,
        input,
        plan: createRenderPlan({
          source,
          aspect: options.aspect,
          edit: clip.edit,
          framing: clip.framing,
          captions: clip.captions,
          title: clip.candidate.title,
        }),
        outPath,
        posterPath: sibling(outPath, '.jpg'),
      },
    ).catch(failedRender)
    for (const check of rendered.verified.checks.filter(({ ok }) => !ok))
      watch.onNote(`${clip.file}: ${check.name} is ${check.measured}, not ${check.expected}`)
    clips.push({ ...clip, rendered })
    if (rendered.loudness === null) continue
    await writeWhole(sibling(outPath, '.srt'), toSrt(clip.subtitles))
    await writeWhole(sibling(outPath, '.vtt'), toVtt(clip.subtitles))
    watch.onNote(`${outPath}  ${clip.candidate.score.toFixed(0)}  ${clip.candidate.title}`)
  }
  return clips
}

/** What went wrong with one clip only; anything else (no disk, no ffmpeg, Ctrl-C) ends the run. */
const clipFailures: readonly ErrorCode[] = [
  'output_mismatch',
  'output_too_large',
  'media_tool_failed',
  'media_tool_timeout',
  'unreadable_media',
]

/** One clip that can't be made does not cost the others: the report says what happened to it. */
const failedRender = (error: unknown): Rendered => {
  if (!isDomainError(error) || !clipFailures.includes(error.code)) throw error
  const check = { name: 'render', expected: 'a finished file', measured: error.message, ok: false }
  return { loudness: null, verified: { ok: false, checks: [check] } }
}

const sibling = (file: string, extension: string): string => file.replace(/\.mp4$/, extension)

const readSubtitles = async (file: string | null): Promise<{ name: string; text: string } | null> => {
  if (file === null) return null
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new DomainError('not_found', `The transcript ${file} can't be read (${cause.code}). Check the path.`, {
      cause,
    })
  })
  return openSubtitles(path.basename(file), bytes)
}

const displayName = (file: string): string =>
  path
    .basename(file)
    // Control and direction-changing characters can forge what a reader sees.
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .slice(0, 200)

/** Never half a file under its final name. */
const writeWhole = async (file: string, text: string): Promise<void> => {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`)
  try {
    await writeFile(temporary, text)
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** The clips an earlier run wrote here, by its own report; a file we did not write is never touched. */
const previousFiles = async (outDir: string): Promise<readonly string[]> => {
  const text = await readFile(path.join(outDir, 'report.json'), 'utf8').catch(() => null)
  if (text === null) return []
  const names = reportSchema.pick({ clips: true }).safeParse(safeJson(text))
  return names.success
    ? names.data.clips.map((clip) => clip.file).filter((file) => /^clip-\d{2,3}\.mp4$/.test(file))
    : []
}

const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const removeStale = async (
  outDir: string,
  previous: readonly string[],
  clips: readonly Pick<PlannedClip, 'file'>[],
): Promise<void> => {
  const current = new Set(clips.map((clip) => clip.file))
  for (const file of previous.filter((name) => !current.has(name))) {
    for (const extension of ['.mp4', '.srt', '.vtt', '.jpg'])
      await rm(path.join(outDir, sibling(file, extension)), { force: true })
  }
}
