import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createSileroDetector } from '@/server/adapters/voice-detector/silero'
import { silences, voiceSegments } from '@/server/media/audio'
import { overlapMs, totalMs } from '@/server/media/time'
import { encodeWav } from '@/server/media/transcript/encode-wav'
import { describeWithMedia, mediaPath } from '@/server/testing/shared-media'
import { openSoundContext, type SoundContext } from '@/server/testing/sound-context'
import { readPcm } from './read-pcm'

let sound: SoundContext
beforeAll(async () => {
  sound = await openSoundContext()
})
afterAll(() => sound.close())

describe('analyseAudio', () => {
  it('stores a result once and gives the same one again, five bytes a hop', async () => {
    const wavPath = path.join(sound.dir, 'noise.wav')
    await writeFile(wavPath, encodeWav(Int16Array.from({ length: 16_000 * 25 }, (_, n) => (n * 7_919) % 2_000)))
    const first = await sound.listen(wavPath)
    await writeFile(wavPath, 'no longer a WAV')
    expect(await sound.listen(wavPath)).toEqual(first)
    expect(first.levelDb).toHaveLength(Math.ceil((16_000 * 25) / 512))
  })

  it('refuses a file that is not the extracted sound', async () => {
    const wavPath = path.join(sound.dir, 'broken.wav')
    await writeFile(wavPath, 'broken')
    await expect(sound.listen(wavPath)).rejects.toMatchObject({ code: 'unreadable_media' })
    expect((await stat(wavPath)).size).toBe(6)
  })
})

describeWithMedia('the voice detector', () => {
  it('gives the same probabilities however the sound is cut', async () => {
    const { wavPath, durationMs } = await sound.toWav(mediaPath('jfk.wav'), 'cut')
    const pcm = await readPcm(wavPath, 0, durationMs)
    const detector = createSileroDetector()
    const whole = await (await detector.open()).feed(pcm)
    const stream = await detector.open()
    const parts: number[] = []
    for (let from = 0; from < pcm.length; from += 777)
      parts.push(...(await stream.feed(pcm.subarray(from, from + 777))))
    expect(Float32Array.from(parts)).toEqual(whole)
    expect(whole).toHaveLength(Math.floor(pcm.length / stream.hopSamples))
  })

  const labelsSchema = z.object({ speech_segments: z.array(z.object({ start: z.number(), end: z.number() })) })

  it.each(['jfk.wav', 'interview_ai_1.wav', 'moby_dick_gale.wav', 'debate_aepyx_8k.wav', 'silence_banana_720p.mp4'])(
    'agrees with the labelled speech of %s for 9 tenths of the time',
    async (name) => {
      const { base, name: stem } = path.parse(name)
      const { wavPath, durationMs } = await sound.toWav(mediaPath(base), stem)
      const features = await sound.listen(wavPath)
      const found = voiceSegments(features)
      const labels = labelsSchema.parse(
        JSON.parse(await readFile(mediaPath(`gt/${stem}.json`), 'utf8')),
      ).speech_segments
      const truth = labels.map(({ start, end }) => ({ startMs: start * 1000, endMs: end * 1000 }))
      const shared = truth.reduce(
        (sum, range) => sum + found.reduce((inner, other) => inner + overlapMs(range, other), 0),
        0,
      )
      const disagreement = totalMs(truth) + totalMs(found) - 2 * shared
      expect(disagreement / durationMs).toBeLessThan(0.1)
    },
  )

  it('finds the long dead air of a recording and nothing while someone speaks', async () => {
    const { wavPath } = await sound.toWav(mediaPath('silence_banana_720p.mp4'), 'dead-air')
    const features = await sound.listen(wavPath)
    const quiet = silences(features)
    expect(quiet.some((range) => range.startMs < 18_500 && range.endMs > 39_000)).toBe(true)
    const voiced = voiceSegments(features)
    const overlap = quiet.reduce(
      (sum, range) => sum + voiced.reduce((inner, other) => inner + overlapMs(range, other), 0),
      0,
    )
    expect(overlap).toBe(0)
  })

  it('hears no laughter in plain speech', async () => {
    const { wavPath } = await sound.toWav(mediaPath('interview_ai_1.wav'), 'plain')
    const { laughter } = await sound.listen(wavPath)
    expect(laughter.reduce((sum, value) => sum + value, 0) / laughter.length).toBeLessThan(0.02)
  })
})
