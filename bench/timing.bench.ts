import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { readEnv } from '@/server/env'
import type { MsRange } from '@/server/media/types'
import { alignWords } from '@/server/projects/align-words'
import { openSoundContext, type SoundContext } from '@/server/testing/sound-context'
import { type Bench, type Figure, median } from './bench'

const labelsSchema = z.object({
  language: z.string().optional(),
  words: z
    .array(
      z.object({
        word: z.string().transform((word) => word.replaceAll(/\s+/gu, '')),
        start: z.number(),
        end: z.number(),
        p: z.number(),
      }),
    )
    .optional(),
})
const manifestSchema = z.array(z.object({ file: z.string(), ground_truth: z.string().nullish() }))

type Label = { readonly word: string; readonly start: number; readonly end: number; readonly p: number }

/** The labels' own advice: words under this deserve doubt. */
const leastCertain = 0.86
const jitterMs = 500
/** Sentences as far as unpunctuated labels show them: a pause, or as long as a subtitle gets. */
const sentencePauseS = 0.4
const longestCueWords = 14

const bench: Bench = {
  what: 'word start and end error of forced alignment, cues 500 ms off at random (labels: same acoustic model; French: Whisper)',
  run: async (names) => {
    const { CLIPFORGE_MEDIA_DIR: mediaDir } = readEnv()
    const manifest = manifestSchema.parse(JSON.parse(await readFile(path.join(mediaDir, 'manifest.json'), 'utf8')))
    const sound = await openSoundContext()
    const pools = new Map<string, Errors>()
    const notes: string[] = []
    let cpuMs = 0
    let soundMs = 0
    try {
      for (const { file, ground_truth: truth } of manifest) {
        if (!truth || (names.length > 0 && !names.some((name) => file.includes(name)))) continue
        const labels = labelsSchema.parse(JSON.parse(await readFile(path.join(mediaDir, truth), 'utf8')))
        if (!labels.words?.length) continue
        const language = labels.language ?? 'en'
        const before = process.resourceUsage()
        const startedAt = performance.now()
        const result = await measure(sound, path.join(mediaDir, file), labels.words, language)
        cpuMs += (process.resourceUsage().userCPUTime - before.userCPUTime) / 1000
        soundMs += result.durationMs
        const pool = pools.get(language) ?? { starts: [], ends: [] }
        pools.set(language, pool)
        pool.starts.push(...result.errors.starts)
        pool.ends.push(...result.errors.ends)
        const took = ((performance.now() - startedAt) / result.durationMs).toFixed(3)
        notes.push(
          `${file.padEnd(44)} ${String(result.errors.starts.length).padStart(4)} words  start ${summary(result.errors.starts)}  end ${summary(result.errors.ends)}  found ${result.foundShare.toFixed(2)}  wall/duration ${took}`,
        )
      }
    } finally {
      await sound.close()
    }
    const figures = [...pools].flatMap(([language, errors]) => figuresOf(language, errors))
    notes.push(`own CPU (without PocketSphinx) ${(cpuMs / Math.max(1, soundMs)).toFixed(4)} of real time`)
    return { figures, notes }
  },
}

export default bench

type Errors = { readonly starts: number[]; readonly ends: number[] }

const measure = async (sound: SoundContext, file: string, labels: readonly Label[], language: string) => {
  const { wavPath, durationMs } = await sound.toWav(file, path.parse(file).name)
  const features = await sound.listen(wavPath)
  const cues = jittered(cuesOf(labels), durationMs)
  const words = await alignWords(sound.ctx, { wavPath, durationMs, features, language, cues })
  const errors: Errors = { starts: [], ends: [] }
  labels.forEach((label, index) => {
    const word = words[index]
    if (!word || word.text !== label.word)
      throw new Error(`Word ${index} of ${file} is "${word?.text}", not "${label.word}".`)
    if (label.p < leastCertain) return
    errors.starts.push(Math.abs(word.startMs - label.start * 1000))
    errors.ends.push(Math.abs(word.endMs - label.end * 1000))
  })
  const foundShare = words.filter((word) => word.confidence !== 0.2).length / Math.max(1, words.length)
  return { errors, durationMs, foundShare }
}

const cuesOf = (labels: readonly Label[]): (MsRange & { text: string })[] => {
  const groups: Label[][] = []
  for (const label of labels) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (!group || !last || label.start - last.end >= sentencePauseS || group.length >= longestCueWords)
      groups.push([label])
    else group.push(label)
  }
  return groups.map((group) => ({
    text: group.map((label) => label.word).join(' '),
    startMs: (group[0]?.start ?? 0) * 1000,
    endMs: (group.at(-1)?.end ?? 0) * 1000,
  }))
}

/** Both times of each cue off by up to half a second, the same on every run; order of starts kept, as in a subtitle file. */
const jittered = (cues: readonly (MsRange & { text: string })[], durationMs: number) => {
  let seed = 20_240_229
  const random = () => {
    // Numerical Recipes' generator: enough for noise that must repeat.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  let earliest = 0
  return cues.map((cue) => {
    const shift = () => (random() * 2 - 1) * jitterMs
    const startMs = Math.min(durationMs, Math.max(earliest, cue.startMs + shift()))
    earliest = startMs
    return { ...cue, startMs, endMs: Math.max(startMs, cue.endMs + shift()) }
  })
}

const p90 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.9)] ?? Number.NaN
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const summary = (values: readonly number[]) =>
  `${median(values).toFixed(0)}/${mean(values).toFixed(0)}/${p90(values).toFixed(0)} ms`

const figuresOf = (language: string, { starts, ends }: Errors): Figure[] => {
  // French has no labels of its own: Whisper's times are themselves 100 ms and more off, so no target is held against them.
  const target = language === 'en' ? { target: { op: '<=' as const, value: 60 } } : {}
  return [
    { name: `${language}: word start, median error`, value: median(starts), unit: 'ms', ...target },
    { name: `${language}: word end, median error`, value: median(ends), unit: 'ms', ...target },
    { name: `${language}: word start, 90th percentile`, value: p90(starts), unit: 'ms' },
    { name: `${language}: word end, 90th percentile`, value: p90(ends), unit: 'ms' },
    { name: `${language}: words judged`, value: starts.length, unit: 'words' },
  ]
}
