import { describe, expect, it } from 'vitest'
import type { SpeechEngine } from '@/server/ports/speech'

export type SpeechCase = {
  readonly engine: () => SpeechEngine
  /** Sound in which English is spoken, 16 kHz, and a word that any engine gets. */
  readonly speech: () => Promise<Int16Array>
  readonly expectWord: string
}

/** What every speech engine promises, whatever stands behind it. */
export const describeSpeechEngine = (name: string, { engine, speech, expectWord }: SpeechCase): void => {
  describe(`${name} as a speech engine`, () => {
    const chunk = async () => ({ pcm: await speech(), language: 'en', context: '' })

    it('is ready, and says what it is', async () => {
      expect(await engine().availability('en')).toEqual({ ok: true })
      expect((await engine().version()).length).toBeGreaterThan(3)
      expect(engine().parallelism).toBeGreaterThanOrEqual(1)
    })

    it('hears words, timed in order within the chunk', async () => {
      const request = await chunk()
      const words = await engine().transcribe(request)
      expect(words.map(({ text }) => text.toLowerCase().replace(/\W/g, ''))).toContain(expectWord)
      words.forEach((word, index) => {
        expect(word.text).toMatch(/^\S+$/)
        expect(word.startMs).toBeGreaterThanOrEqual(words[index - 1]?.startMs ?? 0)
        expect(word.endMs).toBeGreaterThan(word.startMs)
        expect(word.endMs).toBeLessThanOrEqual(request.pcm.length / 16 + 500)
        expect(word.confidence).toBeGreaterThanOrEqual(0)
        expect(word.confidence).toBeLessThanOrEqual(1)
      })
    })

    it('answers the same for the same sound', async () => {
      const request = await chunk()
      expect(await engine().transcribe(request)).toEqual(await engine().transcribe(request))
    })

    it('takes a chunk with no samples as no words', async () => {
      expect(await engine().transcribe({ pcm: new Int16Array(0), language: 'en', context: '' })).toEqual([])
    })

    it('stops with `cancelled` when the signal has fired', async () => {
      const request = { ...(await chunk()), signal: AbortSignal.abort() }
      await expect(engine().transcribe(request)).rejects.toMatchObject({ code: 'cancelled' })
    })

    it('stops with `cancelled` when the signal fires under way', async () => {
      const abort = new AbortController()
      const running = engine().transcribe({ ...(await chunk()), signal: abort.signal })
      abort.abort()
      await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    })
  })
}
