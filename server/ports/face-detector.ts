import type { FaceObservation } from '@/server/media/types'

/** Finds faces in frames, in worker processes (one per core), so that the caller's event loop stays free. */
export interface FaceDetector {
  readonly id: string
  version(): Promise<string>
  /** Starts the workers. They hold models in memory: close the pool before rendering. @throws engine_unavailable */
  open(options: { readonly workers: number; readonly signal?: AbortSignal | undefined }): Promise<FacePool>
}

export interface FacePool {
  /** Resolves when this frame is done; keep about two frames per worker in flight. @throws engine_failed, cancelled */
  detect(frame: FaceFrame): Promise<readonly FaceSighting[]>
  /** Kills the workers; safe to call twice. */
  close(): Promise<void>
}

/** A square of the frame, in its pixels, turned by `angleRad` (clockwise on screen) about its centre so that the eyes are level. */
export type FacePlace = {
  readonly x: number
  readonly y: number
  readonly sidePx: number
  readonly angleRad: number
}

/** `place` is where to look for the same face in a neighbouring frame; null for one that can't be followed. */
export type FaceSighting = FaceObservation & { readonly place: FacePlace | null }

export type FaceFrame = {
  readonly tMs: number
  readonly widthPx: number
  readonly heightPx: number
  /** Packed RGB, widthPx * heightPx * 3 bytes. */
  readonly rgb: Uint8Array
  /** Ask for an identity vector per face (twice as slow): once or twice per track is enough. */
  readonly withEmbedding?: boolean
  /** Look at parts of a wide or tall frame too, for faces under a tenth of it (three times slower): once a second is enough. */
  readonly isThorough?: boolean
  /**
   * All faces of a neighbouring frame. When every one of them is still near its place, the frame is not searched, which costs a
   * third; someone who has come in between is not seen then. Otherwise it is searched as if nothing had been given.
   */
  readonly follow?: readonly FacePlace[]
}
