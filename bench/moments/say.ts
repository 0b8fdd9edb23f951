import type { MsRange, Transcript, Word } from '@/server/media/types'
import type { Talk } from './talks'

export type Spoken = {
  readonly transcript: Transcript
  readonly durationMs: number
  /** Where the planted moments are. */
  readonly moments: readonly MsRange[]
  /** True sentence edges, for judging cuts: first words and last words. */
  readonly sentenceStarts: ReadonlySet<number>
  readonly sentenceEnds: ReadonlySet<number>
}

/** Says a talk at 150 words a minute until it lasts: moments spread evenly, plain talk in between. Same input, same words. */
export const say = (
  talk: Talk,
  minutes: number,
  options: { readonly isPunctuated: boolean; readonly moments: number },
): Spoken => {
  const random = generator(talk.name.length * 7919 + minutes)
  const words: Word[] = []
  const starts = new Set<number>()
  const ends = new Set<number>()
  const moments: MsRange[] = []
  let ms = 900
  const speak = (line: string) => {
    const [, speaker, text] = /^(\w+):\s*(.*)$/s.exec(line) ?? [null, '', line]
    let isStart = true
    for (const token of (text ?? '').split(/\s+/)) {
      const lengthMs = Math.round(110 + 42 * token.length * (0.8 + 0.4 * random()))
      if (isStart) starts.add(ms)
      isStart = /[.?!]$/.test(token)
      const written = options.isPunctuated ? token : token.toLowerCase().replace(/[^a-z0-9'-]/g, '')
      words.push({ text: written, startMs: ms, endMs: ms + lengthMs, confidence: 0.9, ...(speaker ? { speaker } : {}) })
      ms += lengthMs
      if (isStart) ends.add(ms)
      ms += isStart
        ? Math.round(320 + 500 * random())
        : /[,;:]$/.test(token)
          ? Math.round(120 + 150 * random())
          : Math.round(15 + 40 * random())
    }
  }
  const endMs = minutes * 60_000
  const everyMs = endMs / options.moments
  let next = 0
  let topic = 0
  while (ms < endMs - 40_000) {
    if (next < options.moments && ms >= everyMs * (next + 0.45)) {
      const moment = talk.moments[next % talk.moments.length] ?? ''
      ms += 900
      const from = ms
      for (const line of moment.split('\n')) speak(line.trim())
      moments.push({ startMs: from, endMs: words.at(-1)?.endMs ?? ms })
      ms += 700
      next += 1
      continue
    }
    const subjects = talk.subjects[topic % talk.subjects.length] ?? []
    for (let count = 0; count < 7; count += 1) {
      const line = talk.plain[Math.floor(random() * talk.plain.length)] ?? ''
      speak(line.replace(/@/g, () => subjects[Math.floor(random() * subjects.length)] ?? ''))
    }
    topic += 1
  }
  return {
    transcript: {
      language: 'en',
      words,
      isPunctuated: options.isPunctuated,
      engine: { id: 'written', version: '1', reason: 'bench' },
    },
    durationMs: Math.max(endMs, ms),
    moments,
    sentenceStarts: starts,
    sentenceEnds: ends,
  }
}

/** Mulberry32: a small seeded generator, so that every run says the same. */
const generator = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
