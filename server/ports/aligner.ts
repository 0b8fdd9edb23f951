/** Finds when each given word is said (forced alignment). The text is never changed. */
export interface Aligner {
  readonly id: string
  version(): Promise<string>
  availability(language: string): Promise<{ ok: true } | { ok: false; reason: string }>
  /**
   * One time per word, in order, from the start of `pcm` (16 kHz mono s16). null for a word it could not place: the caller
   * interpolates. @throws engine_failed, cancelled
   */
  align(request: AlignRequest): Promise<readonly (AlignedWord | null)[]>
}

export type AlignRequest = {
  readonly pcm: Int16Array
  readonly words: readonly string[]
  readonly language: string
  /** This many words at the start / at the end may lie outside `pcm`: they are there so that neighbours are not taken for them. */
  readonly optionalBefore?: number
  readonly optionalAfter?: number
  readonly signal?: AbortSignal | undefined
}

export type AlignedWord = { readonly startMs: number; readonly endMs: number; readonly confidence: number }
