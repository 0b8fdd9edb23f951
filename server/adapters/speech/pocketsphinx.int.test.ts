import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDiskStore } from '@/server/adapters/artifact-store/disk'
import { matchWords, wordErrorRate } from '@/server/media/transcript/match-words'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import { readPcm } from '@/server/projects/read-pcm'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import { describeSpeechEngine } from './contract'
import { createPocketSphinx } from './pocketsphinx'

let dir: string
let artifacts: ArtifactStore

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'pocketsphinx-'))
  artifacts = await createDiskStore({ dir })
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const engine = () => createPocketSphinx({ artifacts, cores: 2 })
const jfk = () => readPcm(mediaPath('jfk.wav'), 0, 11_000)

type Timed = { readonly text: string; readonly startMs: number }

/** How far the starts of words that both lists have lie apart. */
const startErrors = (expected: readonly Timed[], heard: readonly Timed[]): number[] =>
  matchWords(
    expected.map(({ text }) => text),
    heard.map(({ text }) => text),
  ).flatMap((pair) => {
    const same = 'same' in pair && pair.same
    return same ? [Math.abs((expected[pair.a]?.startMs ?? 0) - (heard[pair.b]?.startMs ?? 0))] : []
  })

type Truth = { words: { word: string; start: number }[] }
const truthOf = async (stem: string) => JSON.parse(await readFile(mediaPath(`gt/${stem}.json`), 'utf8')) as Truth

describeWithMedia('PocketSphinx on real speech', () => {
  describeSpeechEngine('pocketsphinx', { engine, speech: jfk, expectWord: 'country' })

  it('hears most of a clear reading, and times what it hears within 100 ms', async () => {
    const truth = await truthOf('librivox_sense_0920')
    const words = await engine().transcribe({
      pcm: await readPcm(mediaPath('librivox_sense_0920.wav'), 0, 10_000),
      language: 'en',
      context: '',
    })
    const reference = truth.words.map(({ word }) => word)
    expect(
      wordErrorRate(
        reference,
        words.map(({ text }) => text),
      ),
    ).toBeLessThan(0.4)
    const late = startErrors(
      truth.words.map(({ word, start }) => ({ text: word, startMs: start * 1000 })),
      words,
    )
    expect(Math.max(...late)).toBeLessThan(100)
  })

  it('does not let silence inside the chunk pull later words forward', async () => {
    const speech = await jfk()
    const gapSamples = 8 * 16_000
    const padded = new Int16Array(speech.length + gapSamples)
    padded.set(speech, gapSamples)
    const plain = await engine().transcribe({ pcm: speech, language: 'en', context: '' })
    const late = await engine().transcribe({ pcm: padded, language: 'en', context: '' })
    const moved = plain.map(({ text, startMs }) => ({ text, startMs: startMs + 8_000 }))
    expect(Math.max(...startErrors(moved, late))).toBeLessThan(100)
  })

  it('leaves no files behind', async () => {
    await engine().transcribe({ pcm: (await jfk()).subarray(0, 32_000), language: 'en', context: '' })
    expect(await readdir(path.join(dir, 'work'))).toEqual([])
  })
})

describe('PocketSphinx where it cannot work', () => {
  it('says so for other languages and without its model', async () => {
    expect(await engine().availability('fr')).toMatchObject({ ok: false })
    const without = createPocketSphinx({ artifacts, cores: 2, modelDir: dir })
    expect(await without.availability('en')).toEqual({
      ok: false,
      reason: 'PocketSphinx is not installed: apt-get install pocketsphinx pocketsphinx-en-us.',
    })
    const pcm = new Int16Array(16_000)
    await expect(without.transcribe({ pcm, language: 'en', context: '' })).rejects.toMatchObject({
      code: 'engine_failed',
    })
  })

  it('hears nothing in digital silence', async () => {
    expect(await engine().transcribe({ pcm: new Int16Array(48_000), language: 'en', context: '' })).toEqual([])
  })
})
