import type { Word } from '@/server/media/types'

/** Turns speech into words. One implementation per engine; `contract.ts` in the adapter folder is passed by all. */
export interface SpeechEngine {
  readonly id: string
  /** Model and program version: part of the cache key. May fetch the model first. @throws engine_unavailable, cancelled */
  version(signal?: AbortSignal): Promise<string>
  /** Said to the user when this engine is used: "about 6 words of 10 right on clear speech". */
  readonly weakness?: string | undefined
  readonly isPunctuated: boolean
  /** How many chunks may be in flight at once. */
  readonly parallelism: number
  /** Whether it can work now, and if not, what would make it work. Never throws. */
  availability(language: string): Promise<{ ok: true } | { ok: false; reason: string }>
  /** BCP 47 primary tag of what is spoken, or null where it can't tell. Absent: the engine needs to be told. */
  detectLanguage?(sample: Pick<SpeechChunk, 'pcm' | 'signal'>): Promise<string | null>
  /** Words of one chunk, times from the chunk's start. @throws engine_unavailable, engine_failed, cancelled */
  transcribe(chunk: SpeechChunk): Promise<readonly Word[]>
}

export type SpeechChunk = {
  /** 16 kHz mono signed 16-bit PCM. */
  readonly pcm: Int16Array
  /** BCP 47 primary tag, or "auto". */
  readonly language: string
  /** Last words of the chunk before, for engines that take a prompt. */
  readonly context: string
  readonly signal?: AbortSignal | undefined
}
