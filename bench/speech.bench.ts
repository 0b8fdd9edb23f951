import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createPocketSphinx } from '@/server/adapters/speech/pocketsphinx'
import { comparableWord, matchWords } from '@/server/media/transcript/match-words'
import { splitSentences } from '@/server/media/transcript/sentences'
import type { Word } from '@/server/media/types'
import { transcribeSource } from '@/server/projects/transcribe-source'
import { soundOnly } from '@/server/testing/framing-scene'
import { mediaPath } from '@/server/testing/shared-media'
import { openSoundContext, type SoundContext } from '@/server/testing/sound-context'
import { type Bench, type Figure, median } from './bench'

type Truth = {
  readonly language?: string
  readonly transcript?: string
  readonly words?: readonly { readonly word: string; readonly start: number; readonly end: number }[]
}

/** English with the text and time of every word. GRID's letter-and-digit sentences are no speech that people clip. */
const pieces = (): { stem: string; file: string; truth: Truth }[] => {
  const files = readdirSync(mediaPath(''))
  return readdirSync(mediaPath('gt')).flatMap((name) => {
    const stem = path.parse(name).name
    const truth = JSON.parse(readFileSync(mediaPath(`gt/${name}`), 'utf8')) as Truth
    const file = files.find((each) => path.parse(each).name === stem)
    const isUsable = truth.language === 'en' && truth.words?.length && !stem.startsWith('grid')
    return file !== undefined && isUsable ? [{ stem, file, truth }] : []
  })
}

const listen = async (sound: SoundContext, stem: string, file: string) => {
  const { wavPath, durationMs } = await sound.toWav(mediaPath(file), stem)
  const features = await sound.listen(wavPath)
  const startedAt = Date.now()
  const transcript = await transcribeSource(
    {
      ...sound.ctx,
      ports: {
        ...sound.ctx.ports,
        speech: [createPocketSphinx({ artifacts: sound.ctx.ports.artifacts, cores: sound.ctx.cores })],
      },
    },
    {
      source: soundOnly(stem, durationMs),
      ...{ sound: { wavPath, features }, language: 'en', engine: 'auto', subtitles: null },
    },
  )
  return { words: transcript.words, durationMs, wallMs: Date.now() - startedAt }
}

/** The written transcript on the labelled times: sentence ends are known there. */
const timedText = ({ transcript = '', words = [] }: Truth): Word[] => {
  const tokens = transcript.split(/\s+/).filter((token) => comparableWord(token) !== '')
  return matchWords(
    tokens,
    words.map(({ word }) => word),
  ).flatMap((pair) => {
    const word = pair.b === null ? undefined : words[pair.b]
    const text = pair.a === null ? undefined : tokens[pair.a]
    if (word === undefined || text === undefined) return []
    return [{ text, startMs: Math.round(word.start * 1000), endMs: Math.round(word.end * 1000), confidence: 1 }]
  })
}

const inner = (words: readonly Word[], isPunctuated: boolean): Set<number> =>
  new Set(
    splitSentences({ words, isPunctuated }, 'en')
      .map((sentence) => sentence.endWord)
      .filter((end) => end < words.length),
  )

const bench: Bench = {
  what: 'PocketSphinx: words wrong, start times, speed; sentence ends restored without marks',
  run: async () => {
    const sound = await openSoundContext()
    try {
      const notes: string[] = []
      const total = { reference: 0, errors: 0, wallMs: 0, soundMs: 0 }
      const sentences = { right: 0, found: 0, true: 0 }
      const late: number[] = []
      for (const { stem, file, truth } of pieces()) {
        const reference = truth.words ?? []
        const { words, durationMs, wallMs } = await listen(sound, stem, file)
        const pairs = matchWords(
          reference.map(({ word }) => word),
          words.map(({ text }) => text),
        )
        const errors = pairs.filter((pair) => !('same' in pair && pair.same)).length
        for (const pair of pairs) {
          if (!('same' in pair && pair.same)) continue
          late.push(Math.abs((reference[pair.a]?.start ?? 0) * 1000 - (words[pair.b]?.startMs ?? 0)))
        }
        total.reference += reference.length
        total.errors += errors
        total.wallMs += wallMs
        total.soundMs += durationMs
        const written = timedText(truth)
        const ends = inner(written, true)
        const restored = inner(
          written.map((word) => ({ ...word, text: word.text.toLowerCase().replace(/[^\p{L}\p{N}'-]/gu, '') })),
          false,
        )
        sentences.true += ends.size
        sentences.found += restored.size
        sentences.right += [...restored].filter((end) => ends.has(end)).length
        notes.push(
          `${stem.padEnd(38)} ${String(reference.length).padStart(4)} words, ${((errors / reference.length) * 100).toFixed(0)} % wrong; sentence ends ${ends.size}, restored ${restored.size}`,
        )
      }
      late.sort((a, b) => a - b)
      const figures: Figure[] = [
        { name: 'reference words', value: total.reference, unit: '' },
        { name: 'word error rate', value: total.errors / total.reference, unit: '' },
        { name: 'start error of right words, median', value: median(late), unit: 'ms' },
        {
          name: 'start error of right words, 90th percentile',
          value: late[Math.floor(late.length * 0.9)] ?? Number.NaN,
          unit: 'ms',
        },
        { name: 'wall time / sound', value: total.wallMs / total.soundMs, unit: '' },
        { name: 'sentence ends restored: precision', value: sentences.right / sentences.found, unit: '' },
        { name: 'sentence ends restored: recall', value: sentences.right / sentences.true, unit: '' },
      ]
      return { figures, notes }
    } finally {
      await sound.close()
    }
  },
}

export default bench
