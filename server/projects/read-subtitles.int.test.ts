import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '@/server/errors'
import type { SpeechEngine } from '@/server/ports/speech'
import { soundOnly } from '@/server/testing/framing-scene'
import { type NumberedSpeech, openNumberedSpeech, readingEngine } from '@/server/testing/numbered-speech'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import { transcribeSource } from './transcribe-source'

let sound: NumberedSpeech
beforeAll(async () => {
  sound = await openNumberedSpeech()
})
afterAll(() => sound.close())

describe('subtitles that a person brings', () => {
  const input = async () => ({
    wavPath: await sound.write('subtitles', 5),
    source: soundOnly('subtitles', 5_000),
  })
  const given = async (text: string) =>
    sound.transcribe([], { ...(await input()), subtitles: { name: 'talk.srt', text } })

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
    sound.transcribe(engines, {
      ...(await input()),
      language: 'auto',
      subtitles: { name: 'talk.vtt', text: cue(text) },
    })

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
    const french = await sound.transcribe([], {
      wavPath,
      source,
      language: 'auto',
      subtitles: { name: 'w.json', text },
    })
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
    const silent = { source: { ...soundOnly('silent', 9_000), audioIndex: null }, language: 'auto', engine: 'auto' }
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
  it('gives subtitles their times, to the letter, with speakers', async () => {
    const { wavPath, durationMs } = await sound.toWav(mediaPath('jfk.wav'), 'jfk')
    const text =
      'WEBVTT\n\n00:00.000 --> 00:11.000\n<v Kennedy>And so, my fellow Americans: ask not what your country can do for you;\nask what you can do for your country!\n'
    const transcript = await sound.transcribe([], {
      wavPath,
      source: soundOnly('jfk', durationMs),
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
