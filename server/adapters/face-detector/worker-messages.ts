import type { FaceFrame, FaceSighting } from '@/server/ports/face-detector'

export type WorkerRequest = { readonly id: number; readonly frame: FaceFrame }

export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'faces'; readonly id: number; readonly faces: readonly FaceSighting[] }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string }
