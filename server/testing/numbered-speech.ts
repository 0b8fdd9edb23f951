import { open } from 'node:fs/promises'
import path from 'node:path'
import { encodeWav } from '@/server/media/transcript/encode-wav'
import type { AudioFeatures, SourceInfo, Transcript, Word } from '@/server/media/types'
import type { SpeechEngine } from '@/server/ports/speech'
import { type TranscribeInput, transcribeSource } from '@/server/projects/transcribe-source'
import { openSoundContext, type SoundContext } from './sound-context'

const hopMs = 32
const wordMs = 100
const spacingMs = 1_000

export const featuresOf = (durationMs: number, voice: number): AudioFeatures => {
  const hops = Math.ceil(durationMs / hopMs)
  const flat = (value: number) => new Float32Array(hops).fill(value)
  return { hopMs, voice: flat(voice), levelDb: flat(-20), flux: flat(0), laughter: flat(0) }
}

export const hearNumbers = (pcm: Int16Array): Word[] => {
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

export const readingEngine = (more: Partial<SpeechEngine> = {}): SpeechEngine & { calls: number } => {
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

type NumberedInput = Partial<TranscribeInput> & {
  readonly wavPath: string
  /** Somebody talks all the time otherwise. */
  readonly features?: AudioFeatures
  readonly source: SourceInfo
}

export type NumberedSpeech = SoundContext & {
  /** Sound in which "word n" is a tenth of a second of samples of value n, once a second: what `readingEngine` hears. */
  write(name: string, words: number): Promise<string>
  transcribe(engines: readonly SpeechEngine[], input: NumberedInput): Promise<Transcript>
}

export const openNumberedSpeech = async (): Promise<NumberedSpeech> => {
  const sound = await openSoundContext()
  const { ctx, dir } = sound
  return {
    ...sound,
    write: (name, words) => writeWords(dir, name, words),
    transcribe: (engines, { wavPath, features, ...input }) =>
      transcribeSource(
        { ...ctx, ports: { ...ctx.ports, speech: engines } },
        {
          sound: { wavPath, features: features ?? featuresOf(input.source.durationMs, 0.9) },
          language: 'en',
          engine: 'auto',
          subtitles: null,
          ...input,
        },
      ),
  }
}

const writeWords = async (dir: string, name: string, words: number): Promise<string> => {
  const wavPath = path.join(dir, `${name}.wav`)
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

export const numbered = (words: number) =>
  Array.from({ length: words }, (_, index) => [`w${index + 1}`, index * spacingMs] as const)
export const heardNumbers = (words: readonly Word[]) => words.map((word) => [word.text, word.startMs] as const)
