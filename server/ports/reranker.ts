/** Optional judgement by a language model: reorders, titles, hashtags. Absent by default; the product works without. */
export interface Reranker {
  readonly id: string
  version(): Promise<string>
  /** One answer per candidate, same order. @throws engine_unavailable, engine_failed, cancelled */
  judge(request: RerankRequest): Promise<readonly Judgement[]>
}

export type RerankRequest = {
  readonly language: string
  /** What the creator asked for, or null. */
  readonly prompt: string | null
  readonly candidates: readonly { readonly text: string; readonly durationMs: number }[]
  readonly signal?: AbortSignal | undefined
}

/** `score` 0-1: how well it would do as a clip of its own. */
export type Judgement = {
  readonly score: number
  readonly title: string
  readonly hashtags: readonly string[]
  readonly reason: string
}
