import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runGuarded } from '@/server/child-process'
import { DomainError, isDomainError } from '@/server/errors'
import { spokenForms } from '@/server/media/transcript/align-tokens'
import type { AlignedWord, Aligner, AlignRequest } from '@/server/ports/aligner'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import { loadDictionary, modelDir } from './cmu-dictionary'
import { buildGrammar, type GrammarOptions, type GrammarWord, wordOfName } from './grammar'
import { canPronounce } from './letter-to-sound'
import { createPronouncer } from './pronouncer'
import { parseSegments, type Segment } from './segments'

const program = 'pocketsphinx_batch'
const frameMs = 10
/** A 30 s window takes 0.6-4 s of CPU; at nice 19 on a busy machine that may become minutes. */
const timeoutMs = 300_000
/**
 * Acoustic score per frame (0 is the best that any sound could do). English words that were said have a median of -15 to -20, words
 * that were not -53 to -63; French ones, heard through English sounds, -50 where they were said.
 */
const evenOdds = { native: -45, foreign: -75 } as const
const scorePerLogit = 10
/** A window's mean below `strict`: text and sound differ somewhere; below `forgiving`: what is left was found by chance. */
const implausible = { strict: { native: -42, foreign: -70 }, forgiving: { native: -48, foreign: -75 } } as const
/** A wide beam where there is one path: losing it loses the window. The forgiving search has many, and finds others. */
const beams = { strict: '1e-150', forgiving: '1e-100' } as const

/**
 * Forced alignment with Debian's PocketSphinx: a grammar that holds the text and nothing else, so the recogniser can only
 * answer WHEN. English from the CMU dictionary; other languages through espeak-ng's pronunciations on English sounds.
 */
export const createPocketsphinxAligner = ({
  artifacts,
}: {
  readonly artifacts: Pick<ArtifactStore, 'openWorkDir'>
}): Aligner => {
  const inFolder = async <T>(work: (dir: string) => Promise<T>): Promise<T> => {
    const folder = await artifacts.openWorkDir('align')
    try {
      return await work(folder.path)
    } finally {
      await folder.release()
    }
  }
  const pronouncer = createPronouncer()
  const availabilities = new Map<string, Promise<{ ok: true } | { ok: false; reason: string }>>()
  return {
    id: 'pocketsphinx',
    version: async () => 'pocketsphinx 0.8+5prealpha en-us, grammar 3',
    availability: (language) => {
      const known = availabilities.get(language) ?? inFolder((dir) => findAvailability(language, dir))
      availabilities.set(language, known)
      return known
    },
    align: async (request) => {
      const words = request.words
        .map((word, index): GrammarWord => ({ index, forms: spokenForms(word, request.language) }))
        .filter((word) => word.forms.length > 0)
      if (words.length === 0 || request.pcm.length === 0) return request.words.map(() => null)
      return inFolder(async (dir) => {
        const tokens = words.flatMap((word) => word.forms.flat())
        const pronunciations = await pronouncer.pronounce(tokens, request.language, dir, request.signal)
        await writeFile(
          path.join(dir, 'sound.raw'),
          new Uint8Array(request.pcm.buffer, request.pcm.byteOffset, request.pcm.byteLength),
        )
        await writeFile(path.join(dir, 'list'), 'sound\n')
        const optional = optionalWords(request, words)
        const accent = request.language === 'en' ? 'native' : 'foreign'
        const search = async (isForgiving: boolean) => {
          const { grammar, dictionary } = buildGrammar(words, pronunciations, { ...optional, isForgiving, accent })
          const beam = isForgiving ? beams.forgiving : beams.strict
          return recognise({ dir, grammar, dictionary, beam, signal: request.signal })
        }
        const strict = await search(false)
        const isPlausible = strict !== null && meanScore(strict) >= implausible.strict[accent]
        const segments = (isPlausible ? strict : await search(true)) ?? []
        const isChance = meanScore(segments) < implausible.forgiving[accent]
        return timesOf(isChance ? [] : segments, request.words.length, evenOdds[accent])
      })
    },
  }
}

/** Counts in the request are of all words; the grammar holds only those that are said. */
const optionalWords = (
  request: AlignRequest,
  words: readonly GrammarWord[],
): Pick<GrammarOptions, 'optionalBefore' | 'optionalAfter'> => {
  const before = request.optionalBefore ?? 0
  const after = request.words.length - (request.optionalAfter ?? 0)
  return {
    optionalBefore: words.filter((word) => word.index < before).length,
    optionalAfter: words.filter((word) => word.index >= after && word.index >= before).length,
  }
}

const findAvailability = async (language: string, dir: string) => {
  try {
    await runGuarded({ command: program, args: ['-help', 'yes'], cwd: dir, timeoutMs: 30_000 })
    await loadDictionary()
  } catch (error) {
    if (!isDomainError(error)) throw error
    return { ok: false as const, reason: error.message }
  }
  if (language === 'en' || (await canPronounce(language, dir))) return { ok: true as const }
  return { ok: false as const, reason: `espeak-ng is missing or does not pronounce "${language}".` }
}

type Recognition = {
  readonly dir: string
  readonly grammar: string
  readonly dictionary: string
  readonly beam: string
  readonly signal: AbortSignal | undefined
}

const recognise = async ({ dir, grammar, dictionary, beam, signal }: Recognition): Promise<Segment[] | null> => {
  const file = (name: string) => path.join(dir, name)
  await writeFile(file('words.fsg'), grammar)
  await writeFile(file('words.dict'), dictionary)
  const { code, log } = await runGuarded({
    command: program,
    args: [
      ...['-hmm', modelDir, '-dict', file('words.dict'), '-fsg', file('words.fsg')],
      ...['-ctl', file('list'), '-cepdir', dir, '-cepext', '.raw', '-adcin', 'yes', '-adchdr', '0'],
      // Without this the silences are cut out first and every time after one is early.
      ...['-remove_silence', 'no', '-bestpath', 'no'],
      ...['-beam', beam, '-wbeam', beam, '-pbeam', beam],
      ...['-hypseg', file('segments.txt'), '-logfn', file('log.txt')],
    ],
    cwd: dir,
    timeoutMs,
    signal,
  })
  if (code !== 0) {
    throw new DomainError('engine_failed', 'PocketSphinx stopped before it had placed the words. Try again.', {
      details: { code, log: log.slice(-500) },
    })
  }
  return parseSegments(await readFile(file('segments.txt'), 'utf8'))
}

const wordSegments = (segments: readonly Segment[]) => segments.filter((segment) => wordOfName(segment.name) !== null)

const meanScore = (segments: readonly Segment[]): number => {
  const said = wordSegments(segments)
  const frames = said.reduce((sum, segment) => sum + segment.endFrame - segment.startFrame, 0)
  return frames === 0 ? Number.NEGATIVE_INFINITY : said.reduce((sum, segment) => sum + segment.score, 0) / frames
}

const timesOf = (segments: readonly Segment[], count: number, evenOddsScore: number): (AlignedWord | null)[] => {
  const parts = new Map<number, Segment[]>()
  for (const segment of wordSegments(segments)) {
    const index = wordOfName(segment.name) ?? 0
    parts.set(index, [...(parts.get(index) ?? []), segment])
  }
  return Array.from({ length: count }, (_, index) => {
    const own = parts.get(index)
    const first = own?.[0]
    const last = own?.at(-1)
    if (!own || !first || !last) return null
    return {
      startMs: first.startFrame * frameMs,
      endMs: last.endFrame * frameMs,
      confidence: 1 / (1 + Math.exp((evenOddsScore - meanScore(own)) / scorePerLogit)),
    }
  })
}
