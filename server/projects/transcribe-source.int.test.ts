import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '@/server/errors'
import { matchWords } from '@/server/media/transcript/match-words'
import { soundOnly } from '@/server/testing/framing-scene'
import {
  featuresOf,
  heardNumbers,
  hearNumbers,
  type NumberedSpeech,
  numbered,
  openNumberedSpeech,
  readingEngine,
} from '@/server/testing/numbered-speech'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import { createSpeechEngines } from '../adapters/speech'
import { readEnv } from '../env'
import { transcribeSource } from './transcribe-source'

let sound: NumberedSpeech
beforeAll(async () => {
  sound = await openNumberedSpeech()
})
afterAll(() => sound.close())

describe('transcribeSource', () => {
  it('has every word once at its time through two hours of talk without a pause', async () => {
    const wavPath = await sound.write('two-hours', 7_200)
    const transcript = await sound.transcribe([readingEngine()], { wavPath, source: soundOnly('two-hours', 7_200_000) })
    expect(heardNumbers(transcript.words)).toEqual(numbered(7_200))
  })

  it('goes on after a failure with the chunks that are not done', async () => {
    const wavPath = await sound.write('resume', 200)
    const source = soundOnly('resume', 200_000)
    let left = 3
    const breaking = readingEngine({
      parallelism: 1,
      transcribe: async ({ pcm }) => {
        const failure = new DomainError('engine_failed', 'It broke.')
        return left-- > 0 ? hearNumbers(pcm) : Promise.reject(failure)
      },
    })
    await expect(sound.transcribe([breaking], { wavPath, source })).rejects.toMatchObject({ code: 'engine_failed' })
    const mended = readingEngine({ parallelism: 1 })
    const transcript = await sound.transcribe([mended], { wavPath, source })
    expect(heardNumbers(transcript.words)).toEqual(numbered(200))
    const again = readingEngine({ parallelism: 1 })
    await sound.transcribe([again], { wavPath, source })
    expect(again.calls).toBe(0)
    const fresh = readingEngine({ parallelism: 1, version: async () => '2' })
    await sound.transcribe([fresh], { wavPath, source })
    expect(mended.calls).toBe(fresh.calls - 3)
  })

  it('has no words and asks no engine where nobody speaks', async () => {
    const wavPath = await sound.write('silent', 60)
    const engine = readingEngine()
    const source = soundOnly('silent', 60_000)
    const transcript = await sound.transcribe([engine], { wavPath, source, features: featuresOf(60_000, 0.01) })
    expect(transcript.words).toEqual([])
    expect(engine.calls).toBe(0)
  })

  it('reports how far it is, up to the whole', async () => {
    const wavPath = await sound.write('progress', 90)
    const shares: number[] = []
    const ctx = {
      ...sound.ctx,
      ports: { ...sound.ctx.ports, speech: [readingEngine()] },
      onProgress: ({ share }: { share: number }) => void shares.push(share),
    }
    const source = soundOnly('progress', 90_000)
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
    const wavPath = await sound.write('language', 90)
    const languages = new Set<string>()
    const engine = readingEngine({
      detectLanguage: async () => 'fr',
      transcribe: async ({ pcm, language }) => {
        languages.add(language)
        return hearNumbers(pcm)
      },
    })
    const source = soundOnly('language', 90_000)
    const transcript = await sound.transcribe([engine], { wavPath, source, language: 'auto' })
    expect(transcript.language).toBe('fr')
    expect([...languages]).toEqual(['fr'])
  })

  it('takes a talk for what most of it is spoken in, not for its jingle', async () => {
    const wavPath = await sound.write('jingle', 300)
    const firstWord = (pcm: Int16Array) => Number(hearNumbers(pcm)[0]?.text.slice(1))
    const heard: number[] = []
    const engine = readingEngine({
      detectLanguage: async ({ pcm }) => {
        heard.push(firstWord(pcm))
        return firstWord(pcm) < 100 ? 'en' : 'es'
      },
    })
    const transcript = await sound.transcribe([engine], {
      wavPath,
      source: soundOnly('jingle', 300_000),
      language: 'auto',
    })
    expect(transcript.language).toBe('es')
    expect(heard).toHaveLength(3)
  })
})

describe('the choice of engine', () => {
  const unavailable = new DomainError('engine_unavailable', 'The model could not be fetched.')
  const away = readingEngine({ id: 'away', availability: async () => ({ ok: false, reason: 'No network.' }) })
  const stuck = readingEngine({ id: 'stuck', version: () => Promise.reject(unavailable) })
  const dead = readingEngine({ id: 'dead', transcribe: () => Promise.reject(unavailable) })
  const input = async () => ({
    wavPath: await sound.write('choice', 20),
    source: soundOnly('choice', 20_000),
  })

  it('is the best that works, and says why better ones were passed over', async () => {
    const { engine, words } = await sound.transcribe([away, stuck, dead, readingEngine()], await input())
    expect(engine.id).toBe('reading')
    expect(engine.reason).toContain('away: No network.')
    expect(engine.reason).toContain('stuck: The model could not be fetched.')
    expect(engine.reason).toContain('dead: The model could not be fetched.')
    expect(words).toHaveLength(20)
  })

  it('is never another than the one asked for', async () => {
    const engines = [away, dead, readingEngine()]
    const asked = async (engine: string) => sound.transcribe(engines, { ...(await input()), engine })
    await expect(asked('away')).rejects.toMatchObject({ code: 'engine_unavailable', message: 'No network.' })
    await expect(asked('dead')).rejects.toMatchObject({ code: 'engine_unavailable' })
    await expect(asked('siri')).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('auto, away, dead, reading'),
    })
    expect((await asked('reading')).engine.reason).toBe('asked for by name')
  })

  it('does not change engines half way', async () => {
    const source = soundOnly('half-way', 200_000)
    const wavPath = await sound.write('half-way', 200)
    let left = 2
    const dying = readingEngine({
      id: 'dying',
      parallelism: 1,
      transcribe: async ({ pcm }) => (left-- > 0 ? hearNumbers(pcm) : Promise.reject(unavailable)),
    })
    const failing = sound.transcribe([dying, readingEngine()], { source, wavPath })
    await expect(failing).rejects.toMatchObject({ code: 'engine_unavailable' })
  })

  it('fails with every reason when nothing works', async () => {
    await expect(sound.transcribe([away], await input())).rejects.toMatchObject({
      code: 'engine_unavailable',
      message: expect.stringMatching(/No network.*subtitles/),
    })
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
    const transcript = await sound.transcribe(engines, {
      wavPath,
      source: soundOnly('interview', durationMs),
      features,
    })
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
})
