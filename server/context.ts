import type { Aligner } from '@/server/ports/aligner'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import type { Clock } from '@/server/ports/clock'
import type { FaceDetector } from '@/server/ports/face-detector'
import type { Log } from '@/server/ports/log'
import type { MediaTool } from '@/server/ports/media-tool'
import type { Reranker } from '@/server/ports/reranker'
import type { SpeechEngine } from '@/server/ports/speech'
import type { VoiceDetector } from '@/server/ports/voice-detector'

/** What a verb is given: the outside world as ports, and how to stop and to report. */
export type ServiceContext = {
  readonly ports: {
    readonly mediaTool: MediaTool
    /** Best first; `auto` takes the first that is available. */
    readonly speech: readonly SpeechEngine[]
    readonly aligner: Aligner
    readonly voice: VoiceDetector
    readonly faces: FaceDetector
    readonly artifacts: ArtifactStore
    readonly reranker: Reranker | null
  }
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** Share of the current stage done, 0-1, and how many source seconds pass per second where that means something. */
  readonly onProgress: (progress: StageProgress) => void
  /** Processes that may work at once. */
  readonly cores: number
}

export type StageProgress = { readonly share: number; readonly speed?: number; readonly note?: string }
