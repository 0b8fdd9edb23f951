import { readFile } from 'node:fs/promises'
import { findBestMoments } from '@/server/media/moments'
import { overlapMs } from '@/server/media/time'
import type { Candidate, Transcript, Word } from '@/server/media/types'
import { mediaPath } from '@/server/testing/shared-media'
import type { Bench, Figure } from './bench'
import { type Spoken, say } from './moments/say'
import { talks } from './moments/talks'

const options = { count: null, minS: 15, maxS: 60, prompt: null, ranges: null, language: 'en' } as const

const find = (transcript: Transcript, durationMs: number): Candidate[] =>
  findBestMoments({ source: { durationMs, video: null }, transcript, features: null, shots: [], motion: [], options })

const bench: Bench = {
  what: 'clips chosen from three written talks whose best moments are known: places, counts, edges, time',
  async run(args) {
    const figures: Figure[] = []
    const notes: string[] = []
    for (const isPunctuated of [true, false]) {
      const kind = isPunctuated ? 'punctuated' : 'bare words'
      const totals = { accepted: 0, starts: 0, ends: 0, leaning: 0, planted: 0, found: 0, exact: 0, inTop: 0 }
      for (const talk of talks) {
        const spoken = say(talk, 20, { isPunctuated, moments: talk.moments.length })
        const candidates = find(spoken.transcript, spoken.durationMs)
        const accepted = candidates.filter((candidate) => candidate.accepted)
        figures.push({
          name: `clips in 20 min, ${talk.name}, ${kind}`,
          value: accepted.length,
          unit: '',
          target: { op: '>=', value: 8 },
        })
        totals.accepted += accepted.length
        totals.planted += spoken.moments.length
        for (const clip of accepted) {
          totals.leaning += Number(clip.boundary.warnings.some((warning) => warning.startsWith('begins')))
          const inside = wordsIn(spoken.transcript.words, clip)
          totals.starts += Number(spoken.sentenceStarts.has(inside[0]?.startMs ?? -1))
          totals.ends += Number(spoken.sentenceEnds.has(inside.at(-1)?.endMs ?? -1))
        }
        for (const moment of spoken.moments) {
          const rank = accepted.findIndex((clip) => iou(clip, moment) >= 0.5)
          totals.found += Number(rank >= 0)
          totals.inTop += Number(rank >= 0 && rank < spoken.moments.length + 1)
          totals.exact += Number(accepted.some((clip) => iou(clip, moment) >= 0.85))
        }
        if (args.includes('--texts')) notes.push(...texts(talk.name, spoken, accepted))
      }
      const share = (part: number, whole: number) => Math.round((1000 * part) / Math.max(1, whole)) / 10
      figures.push(
        {
          name: `begin on a true sentence start, ${kind}`,
          value: share(totals.starts, totals.accepted),
          unit: '%',
          ...(isPunctuated ? { target: { op: '>=' as const, value: 99 } } : {}),
        },
        {
          name: `end on a true sentence end, ${kind}`,
          value: share(totals.ends, totals.accepted),
          unit: '%',
          ...(isPunctuated ? { target: { op: '>=' as const, value: 99 } } : {}),
        },
        {
          name: `begin with a word that leans on what came before, ${kind}`,
          value: share(totals.leaning, totals.accepted),
          unit: '%',
          target: { op: '<=', value: 10 },
        },
        {
          name: `planted moments accepted, ${kind}`,
          value: share(totals.found, totals.planted),
          unit: '%',
          target: { op: '>=', value: 90 },
        },
        { name: `of them with 85 % the same cut, ${kind}`, value: share(totals.exact, totals.planted), unit: '%' },
        { name: `of them in front of plain talk, ${kind}`, value: share(totals.inTop, totals.planted), unit: '%' },
      )
    }
    for (const talk of talks) {
      const spoken = say(talk, 120, { isPunctuated: true, moments: 40 })
      const before = process.cpuUsage()
      const candidates = find(spoken.transcript, spoken.durationMs)
      const cpu = process.cpuUsage(before)
      const accepted = candidates.filter((candidate) => candidate.accepted)
      figures.push(
        { name: `clips in 120 min, ${talk.name}`, value: accepted.length, unit: '', target: { op: '>=', value: 32 } },
        {
          name: `CPU for 120 min, ${talk.name}`,
          value: (cpu.user + cpu.system) / 1e6,
          unit: 's',
          target: { op: '<=', value: 5 },
        },
      )
    }
    notes.push(...(await realSpeech(args.includes('--texts'))))
    return { figures, notes }
  },
}

export default bench

const iou = (a: { startMs: number; endMs: number }, b: { startMs: number; endMs: number }): number => {
  const both = overlapMs(a, b)
  return both / (a.endMs - a.startMs + b.endMs - b.startMs - both)
}

const wordsIn = (words: readonly Word[], range: { startMs: number; endMs: number }): Word[] =>
  words.filter((word) => word.startMs >= range.startMs && word.endMs <= range.endMs)

const texts = (name: string, spoken: Spoken, accepted: readonly Candidate[]): string[] =>
  accepted.map((clip) => {
    const planted = spoken.moments.some((moment) => iou(clip, moment) >= 0.5) ? 'PLANTED' : 'plain'
    const said = wordsIn(spoken.transcript.words, clip)
      .map((word) => word.text)
      .join(' ')
    return `${name} ${planted} ${clip.score} "${clip.title}" ${clip.hashtags.join(' ')}\n    ${said}\n    ${clip.reason} ${clip.boundary.warnings.join('; ')}`
  })

/** Read by a person: recordings have no right answer to compare with. */
const realSpeech = async (withTexts: boolean): Promise<string[]> => {
  if (!withTexts) return []
  const raw: unknown = JSON.parse(await readFile(mediaPath('gt/podcast_long_720p.json'), 'utf8'))
  // Safe: the ground truth beside the footage is ours and has this shape.
  const truth = raw as { duration: number; words: { word: string; start: number; end: number; p: number }[] }
  const words = truth.words.map((item) => ({
    text: item.word,
    startMs: Math.round(item.start * 1000),
    endMs: Math.round(item.end * 1000),
    confidence: item.p,
  }))
  const transcript = {
    language: 'en',
    words,
    isPunctuated: false,
    engine: { id: 'truth', version: '1', reason: 'bench' },
  }
  return find(transcript, Math.round(truth.duration * 1000))
    .filter((candidate) => candidate.accepted)
    .map(
      (clip) =>
        `recorded ${clip.score} "${clip.title}"\n    ${wordsIn(words, clip)
          .map((word) => word.text)
          .join(' ')}`,
    )
}
