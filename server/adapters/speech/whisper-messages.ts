/** What passes between `whisper-local.ts` and its process. */
export type WhisperRequest = {
  readonly id: number
  readonly pcm: Int16Array
  /** BCP 47 primary tag; null asks which language is spoken. */
  readonly language: string | null
}

export type WhisperAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'heard'; readonly id: number; readonly recognition: unknown }
  | { readonly kind: 'language'; readonly id: number; readonly token: string | null }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string }

export type WhisperStart = {
  readonly folder: string
  readonly encoder: 'fp32' | 'q8'
  readonly decoder: 'fp32' | 'q8'
  readonly threads: number
}
