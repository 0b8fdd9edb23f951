import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { splitWords } from '@/server/media/transcript/align-text'
import { encodeWav } from '@/server/media/transcript/encode-wav'
import type { AudioFeatures, Word } from '@/server/media/types'
import type { Aligner } from '@/server/ports/aligner'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import { openSoundContext, type SoundContext } from '@/server/testing/sound-context'
import { alignWords } from './align-words'
import { readPcm } from './read-pcm'

const labelsSchema = z.object({ words: z.array(z.object({ word: z.string(), start: z.number(), end: z.number() })) })
const labelsOf = async (name: string) =>
  labelsSchema.parse(JSON.parse(await readFile(mediaPath(`gt/${name}.json`), 'utf8'))).words

const expectSound = (words: readonly Word[], texts: readonly string[], durationMs: number) => {
  expect(words.map((word) => word.text)).toEqual(texts)
  words.forEach((word, index) => {
    expect(Number.isInteger(word.startMs) && Number.isInteger(word.endMs)).toBe(true)
    expect(word.startMs).toBeGreaterThanOrEqual(words[index - 1]?.endMs ?? 0)
    expect(word.endMs).toBeGreaterThan(word.startMs)
    expect(word.endMs).toBeLessThanOrEqual(durationMs)
    expect(word.confidence).toBeGreaterThanOrEqual(0)
    expect(word.confidence).toBeLessThanOrEqual(1)
  })
}

const middle = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const quiet = (durationMs: number): AudioFeatures => {
  const empty = new Float32Array(Math.ceil(durationMs / 32))
  return { hopMs: 32, levelDb: empty.map(() => -60), voice: empty, flux: empty, laughter: empty }
}

describe('alignWords with any aligner', () => {
  const durationMs = 60_000
  const cues = [
    { text: 'Hello — “world”, it’s 42!', startMs: 1_000, endMs: 3_000 },
    { text: '[Applause] 🎉 naïve $3.50', startMs: 2_500, endMs: 8_000 },
    { text: '', startMs: 9_000, endMs: 10_000 },
    { text: `and ${'so '.repeat(90)}on`, startMs: -5_000, endMs: 90_000 },
  ]
  const ordered = [cues[3], cues[0], cues[1], cues[2]].flatMap((cue) => splitWords(cue?.text ?? ''))
  const aligner = (align: Aligner['align'], ok = true): Aligner => ({
    id: 'fake',
    version: async () => String(align),
    availability: async () => (ok ? { ok: true } : { ok: false, reason: 'not here' }),
    align,
  })

  it.each<[string, Aligner]>([
    ['knows nothing', aligner(async ({ words }) => words.map(() => null))],
    ['answers too little', aligner(async () => [])],
    [
      'goes backwards',
      aligner(async ({ words }) => words.map((_, n) => ({ startMs: 9_000 - n * 50, endMs: 9_500, confidence: 0.9 }))),
    ],
    [
      'says everything at once',
      aligner(async ({ words }) => words.map(() => ({ startMs: 500, endMs: 501, confidence: 2 }))),
    ],
    [
      'leaves the range',
      aligner(async ({ words }) => words.map((_, n) => ({ startMs: n * 1e6, endMs: n * 1e6 + 10, confidence: 0.5 }))),
    ],
    [
      'gives empty times',
      aligner(async ({ words }) => words.map((_, n) => ({ startMs: n, endMs: n, confidence: 0.5 }))),
    ],
    ['is not installed', aligner(async () => [], false)],
  ])('that %s: every word once, to the letter, in order, in range', async (_name, fake) => {
    const sound = await openSoundContext({ aligner: fake })
    try {
      const wavPath = path.join(sound.dir, 'quiet.wav')
      await writeFile(wavPath, encodeWav(new Int16Array(durationMs * 16)))
      const words = await alignWords(sound.ctx, {
        wavPath,
        durationMs,
        features: quiet(durationMs),
        language: 'en',
        cues,
      })
      expectSound(words, ordered, durationMs)
    } finally {
      await sound.close()
    }
  })
})

describeWithMedia('alignWords on real speech', () => {
  let sound: SoundContext
  beforeAll(async () => {
    sound = await openSoundContext()
  })
  afterAll(() => sound.close())

  const open = async (name: string) => {
    const { wavPath, durationMs } = await sound.toWav(mediaPath(`${name}.wav`), name)
    return { wavPath, durationMs, features: await sound.listen(wavPath), language: 'en' }
  }

  it('finds every word of a subtitle that is a second off, to the letter', async () => {
    const source = await open('jfk')
    const cues = [
      { text: 'And so, my fellow Americans—', startMs: 1_300, endMs: 3_400 },
      { text: '“ask not what your country can do for you;', startMs: 4_000, endMs: 8_600 },
      { text: 'ask what you can do for your country.” 🎉', startMs: 9_000, endMs: 11_000 },
    ]
    const words = await alignWords(sound.ctx, { ...source, cues })
    expectSound(
      words,
      cues.flatMap((cue) => cue.text.split(' ')),
      source.durationMs,
    )
    const labels = await labelsOf('jfk')
    const errors = labels.map((label, index) => Math.abs((words[index]?.startMs ?? 0) - label.start * 1000))
    expect(middle(errors)).toBeLessThanOrEqual(20)
  })

  it('aligns a text without any times', async () => {
    const source = await open('interview_ai_1')
    const labels = await labelsOf('interview_ai_1')
    const cues = [{ text: labels.map((label) => label.word).join(' '), startMs: 0, endMs: source.durationMs }]
    const words = await alignWords(sound.ctx, { ...source, cues })
    const errors = labels.map((label, index) => Math.abs((words[index]?.startMs ?? 0) - label.start * 1000))
    expect(middle(errors)).toBeLessThanOrEqual(60)
  })

  it('gives the same times past 100 minutes as at the start', async () => {
    const source = await open('jfk')
    const pcm = await readPcm(source.wavPath, 0, source.durationMs)
    const lateMs = 101 * 60_000
    const late = new Int16Array((lateMs + source.durationMs) * 16)
    late.set(pcm, lateMs * 16)
    const wavPath = path.join(sound.dir, 'late.wav')
    await writeFile(wavPath, encodeWav(late))
    const hops = Math.ceil(lateMs / 32)
    const shifted = (values: Float32Array, fill: number) => {
      const all = new Float32Array(hops + values.length).fill(fill)
      all.set(values, hops)
      return all
    }
    const features = {
      hopMs: 32,
      levelDb: shifted(source.features.levelDb, -100),
      voice: shifted(source.features.voice, 0),
      flux: shifted(source.features.flux, 0),
      laughter: shifted(source.features.laughter, 0),
    }
    const cue = { text: 'and so my fellow americans ask not', startMs: 200, endMs: 4_400 }
    const cues = [{ ...cue, startMs: cue.startMs + lateMs, endMs: cue.endMs + lateMs }]
    const early = await alignWords(sound.ctx, { ...source, cues: [cue] })
    const words = await alignWords(sound.ctx, {
      ...source,
      wavPath,
      durationMs: lateMs + source.durationMs,
      features,
      cues,
    })
    words.forEach((word, index) => {
      expect(Math.abs(word.startMs - lateMs - (early[index]?.startMs ?? 0))).toBeLessThanOrEqual(30)
    })
  })

  it('places words by voice where no engine pronounces the language', async () => {
    const source = await open('jfk')
    const cues = [{ text: 'ꦱꦸ ꦩꦠꦸꦂ ꦤꦸꦮꦸꦤ꧀', startMs: 300, endMs: 2_100 }]
    const words = await alignWords(sound.ctx, { ...source, language: 'jv', cues })
    expectSound(words, cues[0]?.text.split(' ') ?? [], source.durationMs)
    expect(words[0]?.startMs).toBeGreaterThanOrEqual(300)
    expect(words[2]?.endMs).toBeLessThanOrEqual(2_400)
  })
})
