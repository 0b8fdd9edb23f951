import type { Db } from '@/server/db/client'
import type { Aligner } from '@/server/ports/aligner'
import type { ArtifactStore } from '@/server/ports/artifact-store'
import type { Cache } from '@/server/ports/cache'
import type { Clock } from '@/server/ports/clock'
import type { ErrorReports } from '@/server/ports/error-reports'
import type { Events } from '@/server/ports/events'
import type { FaceDetector } from '@/server/ports/face-detector'
import type { Fetcher } from '@/server/ports/fetcher'
import type { Intake } from '@/server/ports/intake'
import type { Live } from '@/server/ports/live'
import type { Log } from '@/server/ports/log'
import type { Mailer } from '@/server/ports/mailer'
import type { MediaTool } from '@/server/ports/media-tool'
import type { Metrics } from '@/server/ports/metrics'
import type { ObjectStore } from '@/server/ports/object-store'
import type { RateLimiter } from '@/server/ports/rate-limiter'
import type { Reranker } from '@/server/ports/reranker'
import type { SpeechEngine } from '@/server/ports/speech'
import type { VoiceDetector } from '@/server/ports/voice-detector'

/** What a verb of the media work is given: the outside world as ports, and how to stop and to report. */
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
    readonly metrics: Metrics
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

/** What a verb of the app is given, whoever asks: a person, a durable function, a sweep. */
export type AppContext = {
  readonly db: Db
  readonly ports: {
    readonly objects: ObjectStore
    /** Uploads that are still on their way. */
    readonly intake: Intake
    readonly fetcher: Fetcher
    readonly mailer: Mailer
    readonly events: Events
    readonly live: Live
    readonly cache: Cache
    readonly rateLimiter: RateLimiter
    readonly metrics: Metrics
    /** Of faults nobody foresaw. */
    readonly errors: ErrorReports
  }
  readonly clock: Clock
  readonly log: Log
  readonly config: AppConfig
  readonly requestId: string
}

export type AppConfig = {
  /** Without a slash at the end. */
  readonly appUrl: string
  /** On a person's own machine: demo sign-in and outbox are open. Never true where APP_URL is not a loopback address. */
  readonly isLocal: boolean
  readonly authSecret: string
  /** Signs nothing any more; what it signed in mails is still believed. */
  readonly previousAuthSecret: string | null
  /** Newest first; the first signs, all are accepted. */
  readonly mediaKeys: readonly { readonly id: string; readonly secret: string }[]
  /** Of the sender, under mail that nobody asked for. */
  readonly postalAddress: string | null
  readonly signIn: { readonly google: boolean; readonly github: boolean }
  /** Addresses or CIDRs whose word on a client's address is believed; or Vercel, which is in front of everything there. */
  readonly trustedProxies: readonly string[] | 'vercel'
  /** What one request may carry of an upload. */
  readonly uploadPartBytes: number
  /** Who looks after this installation, by their addresses in lower case. */
  readonly operatorEmails: readonly string[]
  /** What runs here, as operators know it. */
  readonly version: string
}

/** Somebody is signed in. */
export type UserContext = AppContext & {
  readonly user: {
    readonly id: string
    readonly email: string
    readonly name: string | null
    readonly timeZone: string
    /** Looks after the whole installation; no role in a workspace makes one. */
    readonly isOperator: boolean
  }
  readonly sessionId: string
}

export type RoleName = 'owner' | 'admin' | 'editor' | 'viewer'

/** Somebody is signed in and works in a workspace they belong to. Every query of a verb that takes this is scoped by `workspaceId`. */
export type WorkspaceContext = UserContext & { readonly workspaceId: string; readonly role: RoleName }
