import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '@/server/errors'
import { encodeWav } from '@/server/media/transcript/encode-wav'
import { matchWords } from '@/server/media/transcript/match-words'
import type { AudioFeatures, SourceInfo, Word } from '@/server/media/types'
import type { SpeechEngine } from '@/server/ports/speech'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import { openSoundContext, type SoundContext } from '@/server/testing/sound-context'
import { createSpeechEngines } from '../adapters/speech'
import { readEnv } from '../env'
import { type TranscribeInput, transcribeSource } from './transcribe-source'

const hopMs = 32
const wordMs = 100
const spacingMs = 1_000

let sound: SoundContext
beforeAll(async () => {
  sound = await openSoundContext()
})
afterAll(() => sound.close())

const sourceOf = (name: string, durationMs: number): SourceInfo => ({
  contentHash: name,
  demuxer: 'wav',
  sizeBytes: 0,
  durationMs,
  video: null,
  audio: [],
  audioIndex: 0,
  notes: [],
})

const featuresOf = (durationMs: number, voice: number): AudioFeatures => {
  const hops = Math.ceil(durationMs / hopMs)
  const flat = (value: number) => new Float32Array(hops).fill(value)
  return { hopMs, voice: flat(voice), levelDb: flat(-20), flux: flat(0), laughter: flat(0) }
}

/** Sound in which "word n" is a tenth of a second of samples of value n, once a second: what `readingEngine` hears. */
const writeNumberedWords = async (name: string, words: number): Promise<string> => {
  const wavPath = path.join(sound.dir, `${name}.wav`)
  const samples = words * spacingMs * 16
  const header = Buffer.from(encodeWav(new Int16Array(0)))
  header.writeUInt32LE(samples * 2, 40)
  const file = await open(wavPath, 'w')
  await file.write(header, 0, header.length, 0)
  for (let n = 1; n <= words; n++) {
    const burst = new Int16Array(wordMs * 16).fill(n)
    await file.write(new Uint8Array(burst.buffer), 0, burst.byteLength, header.length + (n - 1) * spacingMs * 32)
  }
  await file.truncate(header.length + samples * 2)
  await file.close()
  return wavPath
}

const hearNumbers = (pcm: Int16Array): Word[] => {
  const words: Word[] = []
  let from = 0
  for (let at = 1; at <= pcm.length; at++) {
    const changed = pcm[at] !== pcm[at - 1]
    const value = pcm[at - 1] ?? 0
    const word = { text: `w${value}`, startMs: from / 16, endMs: at / 16, confidence: 1 }
    words.push(...(changed && value > 0 ? [word] : []))
    from = changed ? at : from
  }
  return words
}

const readingEngine = (more: Partial<SpeechEngine> = {}): SpeechEngine & { calls: number } => {
  const engine = {
    id: 'reading',
    calls: 0,
    version: async () => '1',
    isPunctuated: false,
    parallelism: 3,
    availability: async () => ({ ok: true as const }),
    transcribe: async ({ pcm }: { pcm: Int16Array }) => {
      engine.calls++
      return hearNumbers(pcm)
    },
    ...more,
  }
  return engine
}

const transcribe = (
  engines: readonly SpeechEngine[],
  {
    wavPath,
    features,
    ...input
  }: Partial<TranscribeInput> & {
    wavPath: string
    features?: AudioFeatures
    source: SourceInfo
  },
) =>
  transcribeSource(
    { ...sound.ctx, ports: { ...sound.ctx.ports, speech: engines } },
    {
      sound: { wavPath, features: features ?? featuresOf(input.source.durationMs, 0.9) },
      language: 'en',
      engine: 'auto',
      subtitles: null,
      ...input,
    },
  )

const numbered = (words: number) =>
  Array.from({ length: words }, (_, index) => [`w${index + 1}`, index * spacingMs] as const)
const heardNumbers = (words: readonly Word[]) => words.map((word) => [word.text, word.startMs] as const)

describe('transcribeSource', () => {
  it('has every word once at its time through two hours of talk without a pause', async () => {
    const wavPath = await writeNumberedWords('two-hours', 7_200)
    const transcript = await transcribe([readingEngine()], { wavPath, source: sourceOf('two-hours', 7_200_000) })
    expect(heardNumbers(transcript.words)).toEqual(numbered(7_200))
  })

  it('goes on after a failure with the chunks that are not done', async () => {
    const wavPath = await writeNumberedWords('resume', 200)
    const source = sourceOf('resume', 200_000)
    let left = 3
    const breaking = readingEngine({
      parallelism: 1,
      transcribe: async ({ pcm }) => {
        const failure = new DomainError('engine_failed', 'It broke.')
        return left-- > 0 ? hearNumbers(pcm) : Promise.reject(failure)
      },
    })
    await expect(transcribe([breaking], { wavPath, source })).rejects.toMatchObject({ code: 'engine_failed' })
    const mended = readingEngine({ parallelism: 1 })
    const transcript = await transcribe([mended], { wavPath, source })
    expect(heardNumbers(transcript.words)).toEqual(numbered(200))
    const again = readingEngine({ parallelism: 1 })
    await transcribe([again], { wavPath, source })
    expect(again.calls).toBe(0)
    const fresh = readingEngine({ parallelism: 1, version: async () => '2' })
    await transcribe([fresh], { wavPath, source })
    expect(mended.calls).toBe(fresh.calls - 3)
  })

  it('has no words and asks no engine where nobody speaks', async () => {
    const wavPath = await writeNumberedWords('silent', 60)
    const engine = readingEngine()
    const source = sourceOf('silent', 60_000)
    const transcript = await transcribe([engine], { wavPath, source, features: featuresOf(60_000, 0.01) })
    expect(transcript.words).toEqual([])
    expect(engine.calls).toBe(0)
  })

  it('reports how far it is, up to the whole', async () => {
    const wavPath = await writeNumberedWords('progress', 90)
    const shares: number[] = []
    const ctx = {
      ...sound.ctx,
      ports: { ...sound.ctx.ports, speech: [readingEngine()] },
      onProgress: ({ share }: { share: number }) => void shares.push(share),
    }
    const source = sourceOf('progress', 90_000)
    const features = featuresOf(90_000, 0.9)
    await transcribeSource(ctx, {
      source,
      sound: { wavPath, features },
      language: 'en',
      engine: 'auto',
      subtitles: null,
    })
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.length).toBeGreaterThan(3)
    expect(shares.at(-1)).toBe(1)
  })

  it('settles the language before the first chunk, and uses it for every one', async () => {
    const wavPath = await writeNumberedWords('language', 90)
    const languages = new Set<string>()
    const engine = readingEngine({
      detectLanguage: async () => 'fr',
      transcribe: async ({ pcm, language }) => {
        languages.add(language)
        return hearNumbers(pcm)
      },
    })
    const source = sourceOf('language', 90_000)
    const transcript = await transcribe([engine], { wavPath, source, language: 'auto' })
    expect(transcript.language).toBe('fr')
    expect([...languages]).toEqual(['fr'])
  })

  it('takes a talk for what most of it is spoken in, not for its jingle', async () => {
    const wavPath = await writeNumberedWords('jingle', 300)
    const firstWord = (pcm: Int16Array) => Number(hearNumbers(pcm)[0]?.text.slice(1))
    const heard: number[] = []
    const engine = readingEngine({
      detectLanguage: async ({ pcm }) => {
        heard.push(firstWord(pcm))
        return firstWord(pcm) < 100 ? 'en' : 'es'
      },
    })
    const transcript = await transcribe([engine], { wavPath, source: sourceOf('jingle', 300_000), language: 'auto' })
    expect(transcript.language).toBe('es')
    expect(heard).toHaveLength(3)
  })
})

describe('the choice of engine', () => {
  const unavailable = new DomainError('engine_unavailable', 'The model could not be fetched.')
  const away = readingEngine({ id: 'away', availability: async () => ({ ok: false, reason: 'No network.' }) })
  const stuck = readingEngine({ id: 'stuck', version: () => Promise.reject(unavailable) })
  const dead = readingEngine({ id: 'dead', transcribe: () => Promise.reject(unavailable) })
  const input = async () => ({ wavPath: await writeNumberedWords('choice', 20), source: sourceOf('choice', 20_000) })

  it('is the best that works, and says why better ones were passed over', async () => {
    const { engine, words } = await transcribe([away, stuck, dead, readingEngine()], await input())
    expect(engine.id).toBe('reading')
    expect(engine.reason).toContain('away: No network.')
    expect(engine.reason).toContain('stuck: The model could not be fetched.')
    expect(engine.reason).toContain('dead: The model could not be fetched.')
    expect(words).toHaveLength(20)
  })

  it('is never another than the one asked for', async () => {
    const engines = [away, dead, readingEngine()]
    const asked = async (engine: string) => transcribe(engines, { ...(await input()), engine })
    await expect(asked('away')).rejects.toMatchObject({ code: 'engine_unavailable', message: 'No network.' })
    await expect(asked('dead')).rejects.toMatchObject({ code: 'engine_unavailable' })
    await expect(asked('siri')).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('auto, away, dead, reading'),
    })
    expect((await asked('reading')).engine.reason).toBe('asked for by name')
  })

  it('does not change engines half way', async () => {
    const source = sourceOf('half-way', 200_000)
    const wavPath = await writeNumberedWords('half-way', 200)
    let left = 2
    const dying = readingEngine({
      id: 'dying',
      parallelism: 1,
      transcribe: async ({ pcm }) => (left-- > 0 ? hearNumbers(pcm) : Promise.reject(unavailable)),
    })
    const failing = transcribe([dying, readingEngine()], { source, wavPath })
    await expect(failing).rejects.toMatchObject({ code: 'engine_unavailable' })
  })

  it('fails with every reason when nothing works', async () => {
    await expect(transcribe([away], await input())).rejects.toMatchObject({
      code: 'engine_unavailable',
      message: expect.stringMatching(/No network.*subtitles/),
    })
  })
})

describe('subtitles that a person brings', () => {
  const input = async () => ({
    wavPath: await writeNumberedWords('subtitles', 5),
    source: sourceOf('subtitles', 5_000),
  })
  const given = async (text: string) => transcribe([], { ...(await input()), subtitles: { name: 'talk.srt', text } })

  it('are refused with their name and line', async () => {
    await expect(given('1\n00:00:01,000 --> oops\nHi\n')).rejects.toMatchObject({
      code: 'invalid_subtitles',
      message: expect.stringMatching(/^talk\.srt, line 2: /),
    })
    await expect(given('00:00:01,000 --> 00:00:02,000\na\n\n'.repeat(100_001))).rejects.toMatchObject({
      code: 'limit_exceeded',
    })
  })

  it('are refused when they belong to a longer video', async () => {
    await expect(given('1\n01:00:00,000 --> 01:00:02,000\nHi\n')).rejects.toMatchObject({ code: 'invalid_subtitles' })
  })

  const cue = (text: string) => `WEBVTT\n\n00:00.000 --> 00:04.000\n${text}\n`
  const unasked = async (text: string, engines: readonly SpeechEngine[] = []) =>
    transcribe(engines, { ...(await input()), language: 'auto', subtitles: { name: 'talk.vtt', text: cue(text) } })

  it('are read in the language they are written in, and the report says so', async () => {
    const portuguese = await unasked('Eu acho que isso é um problema muito grande, mas não para você.')
    expect(portuguese.language).toBe('pt')
    expect(portuguese.engine.reason).toContain('reads as Portuguese')
    const chosen = await given(cue('Ich glaube, dass wir das nicht können.'))
    expect([chosen.language, chosen.engine.reason.includes('reads as')]).toEqual(['en', false])
  })

  it('are taken for what is heard where the text can not tell, else for English', async () => {
    const away = readingEngine({ id: 'away', availability: async () => ({ ok: false, reason: 'No.' }) })
    const broken = readingEngine({
      id: 'broken',
      detectLanguage: () => Promise.reject(new DomainError('engine_unavailable', 'Down.')),
    })
    const turkish = readingEngine({ detectLanguage: async () => 'tr' })
    const heard = await unasked('Merhaba!', [away, broken, turkish])
    expect([heard.language, turkish.calls]).toEqual(['tr', 0])
    expect(heard.engine.reason).toContain('sounds like Turkish')
    const nobody = await unasked('Merhaba!', [broken])
    expect(nobody.language).toBe('en')
    expect(nobody.engine.reason).toContain('taken for English')
  })

  it('take the language that their file names, however it is written', async () => {
    const text = JSON.stringify({ language: 'French', words: [{ text: 'Bonjour', startMs: 0, endMs: 900 }] })
    const { wavPath, source } = await input()
    const french = await transcribe([], { wavPath, source, language: 'auto', subtitles: { name: 'w.json', text } })
    expect(french.language).toBe('fr')
  })

  it('keep who speaks in a script without spaces', async () => {
    const { language, words } = await unasked('<v Aiko>今日は天気がいい。<v Ken>そうですね。')
    expect(language).toBe('ja')
    expect(words.map(({ text }) => text).join('')).toBe('今日は天気がいい。そうですね。')
    const turns = words.map(({ speaker }) => speaker)
    expect(new Set(turns)).toEqual(new Set(['Aiko', 'Ken']))
    expect(turns.indexOf('Ken')).toBe(turns.lastIndexOf('Aiko') + 1)
  })

  it('stand where their cues say when the video has no sound', async () => {
    const silent = { source: { ...sourceOf('silent', 9_000), audioIndex: null }, language: 'auto', engine: 'auto' }
    const ctx = { ...sound.ctx, ports: { ...sound.ctx.ports, speech: [] } }
    const text = '1\n00:00:01,000 --> 00:00:03,000\nGood morning\n\n2\n00:00:08,000 --> 00:00:12,000\nBye\n'
    const transcript = await transcribeSource(ctx, { ...silent, sound: null, subtitles: { name: 'a.srt', text } })
    expect(transcript.words.map((word) => [word.text, word.startMs, word.endMs])).toEqual([
      ['Good', 1_000, 1_800],
      ['morning', 1_800, 3_000],
      ['Bye', 8_000, 9_000],
    ])
    expect(transcript.engine.reason).toContain('no sound')
    const json = JSON.stringify([{ text: 'Hi', start: 2, end: 2.5 }])
    const timed = await transcribeSource(ctx, { ...silent, sound: null, subtitles: { name: 'a.json', text: json } })
    expect(timed.words).toMatchObject([{ text: 'Hi', startMs: 2_000, endMs: 2_500 }])
    const sentence = JSON.stringify([{ text: '今日は天気がいい', start: 2, end: 4 }])
    const read = await transcribeSource(ctx, { ...silent, sound: null, subtitles: { name: 'a.json', text: sentence } })
    expect(read.words.map((word) => [word.text, word.startMs])).toEqual([
      ['今日', 2_000],
      ['は', 2_500],
      ['天気', 2_750],
      ['が', 3_250],
      ['いい', 3_500],
    ])
    const nothing = await transcribeSource(ctx, { ...silent, sound: null, subtitles: null })
    expect([nothing.words, nothing.engine.id]).toEqual([[], 'none'])
  })
})

describeWithMedia('real speech', () => {
  it('is heard by PocketSphinx over several chunks, words timed to 100 ms', async () => {
    const { wavPath, durationMs } = await sound.toWav(mediaPath('interview_ai_1.wav'), 'interview')
    const engines = createSpeechEngines(readEnv({ WHISPER_MODEL_DIR: sound.dir }), {
      artifacts: sound.ctx.ports.artifacts,
      clock: sound.ctx.clock,
      log: sound.ctx.log,
    })
    const features = await sound.listen(wavPath)
    const transcript = await transcribe(engines, { wavPath, source: sourceOf('interview', durationMs), features })
    expect(transcript.engine.id).toBe('pocketsphinx')
    expect(transcript.engine.reason).toContain('whisper: ')
    expect(transcript.engine.weakness).toContain('words of 10')
    const truth = JSON.parse(await readFile(mediaPath('gt/interview_ai_1.json'), 'utf8')) as {
      words: { word: string; start: number }[]
    }
    const errors = matchWords(
      truth.words.map(({ word }) => word),
      transcript.words.map(({ text }) => text),
    ).flatMap((pair) =>
      'same' in pair && pair.same
        ? [Math.abs((truth.words[pair.a]?.start ?? 0) * 1000 - (transcript.words[pair.b]?.startMs ?? 0))]
        : [],
    )
    expect(errors.length).toBeGreaterThan(truth.words.length / 2)
    expect(errors.filter((error) => error < 100).length).toBeGreaterThan(errors.length * 0.9)
  })

  it('gives subtitles their times, to the letter, with speakers', async () => {
    const { wavPath, durationMs } = await sound.toWav(mediaPath('jfk.wav'), 'jfk')
    const text =
      'WEBVTT\n\n00:00.000 --> 00:11.000\n<v Kennedy>And so, my fellow Americans: ask not what your country can do for you;\nask what you can do for your country!\n'
    const transcript = await transcribe([], {
      wavPath,
      source: sourceOf('jfk', durationMs),
      features: await sound.listen(wavPath),
      subtitles: { name: 'jfk.vtt', text },
    })
    expect(transcript.words.map((word) => word.text).join(' ')).toBe(
      'And so, my fellow Americans: ask not what your country can do for you; ask what you can do for your country!',
    )
    expect(new Set(transcript.words.map((word) => word.speaker))).toEqual(new Set(['Kennedy']))
    expect(transcript.isPunctuated).toBe(true)
    const truth = JSON.parse(await readFile(mediaPath('gt/jfk.json'), 'utf8')) as {
      words: { word: string; start: number }[]
    }
    const late = transcript.words.map((word, index) => Math.abs(word.startMs - (truth.words[index]?.start ?? 0) * 1000))
    expect([...late].sort((a, b) => a - b)[Math.floor(late.length / 2)]).toBeLessThan(60)
  })
})
