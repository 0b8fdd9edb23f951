/**
 * The vocabulary of the media core: plain data that every stage takes and gives.
 *
 * Time is integer milliseconds on the SOURCE's timeline (0 = the container's start, what a player shows and what `-ss`
 * counts from). Ranges are half-open. A frame's time is the floor of its timestamp, see `time.ts`.
 * Boxes are shares (0-1) of the source frame AS DISPLAYED (after rotation, square pixels), origin top left.
 */

export type MsRange = { readonly startMs: number; readonly endMs: number }
export type Rational = { readonly num: number; readonly den: number }
export type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

// ---- source -------------------------------------------------------------------------------------------------------

/** Demuxer families that our own sniffing may choose; the only formats ffmpeg is ever allowed to open. */
export type Demuxer =
  | 'mov'
  | 'matroska'
  | 'avi'
  | 'mpegts'
  | 'mpeg'
  | 'flv'
  | 'asf'
  | 'ogg'
  | 'wav'
  | 'mp3'
  | 'flac'
  | 'aac'

export type VideoStream = {
  /** ffmpeg's stream index in the file. */
  readonly index: number
  readonly codec: string
  /** As displayed: after rotation and with square pixels. Even numbers. */
  readonly widthPx: number
  readonly heightPx: number
  readonly codedWidthPx: number
  readonly codedHeightPx: number
  readonly rotationDeg: 0 | 90 | 180 | 270
  readonly sar: Rational
  /** The constant frame grid that everything downstream uses: the source's own rate, or the nearest standard one for VFR. */
  readonly fps: Rational
  readonly isVariableFrameRate: boolean
  /** When the last picture comes, which may be long before the sound ends. Absent in sources that were described without it. */
  readonly lastFrameMs?: number
  readonly isHdr: boolean
  readonly transfer: string | null
  readonly pixelFormat: string
}

export type AudioStream = {
  readonly index: number
  readonly codec: string
  readonly channels: number
  readonly sampleRateHz: number
  readonly language: string | null
  readonly title: string | null
  readonly isDefault: boolean
}

export type SourceInfo = {
  /** SHA-256 of the bytes, hex. */
  readonly contentHash: string
  readonly demuxer: Demuxer
  readonly sizeBytes: number
  /** From streams and packets, never from a header alone. */
  readonly durationMs: number
  readonly video: VideoStream | null
  readonly audio: readonly AudioStream[]
  /** Position in `audio` of the track that is listened to and rendered; null without sound. */
  readonly audioIndex: number | null
  /** Positions of further tracks that are mixed with it, as when each person has a microphone on a track of their own. */
  readonly mixedWith?: readonly number[]
  /** Plain sentences for the report: "two audio tracks, the first is used". */
  readonly notes: readonly string[]
}

/** A file ffmpeg may open: an absolute path made by us (never the user's own name) and the one demuxer it may use. */
export type MediaInput = { readonly path: string; readonly demuxer: Demuxer }

// ---- speech -------------------------------------------------------------------------------------------------------

export type Word = {
  /** As written, punctuation attached: "Americans," */
  readonly text: string
  readonly startMs: number
  readonly endMs: number
  /** 0-1. */
  readonly confidence: number
  readonly speaker?: string
}

export type Transcript = {
  /** BCP 47 primary tag: "en". */
  readonly language: string
  readonly words: readonly Word[]
  /** False where the engine writes no punctuation or capitals, so that sentences have to be restored. */
  readonly isPunctuated: boolean
  readonly engine: EngineNote
}

/** Which engine did a piece of work, and why it was the one. `weakness` is said to the user when present. */
export type EngineNote = {
  readonly id: string
  readonly version: string
  readonly reason: string
  readonly weakness?: string
}

/** What the sound is like, one value per hop. All arrays have the same length; hop i covers [i*hopMs, (i+1)*hopMs). */
export type AudioFeatures = {
  readonly hopMs: number
  /** RMS level, dBFS, floor -100. */
  readonly levelDb: Float32Array
  /** 0-1, probability that someone speaks. */
  readonly voice: Float32Array
  /** 0-1, spectral flux relative to the file: onsets, hits, beats. */
  readonly flux: Float32Array
  /** 0-1, likeness to laughter or applause: loud, broad-band, rhythmic or noisy, not speech. */
  readonly laughter: Float32Array
}

// ---- picture ------------------------------------------------------------------------------------------------------

/** `transition` is how the shot BEGINS. A dissolve or fade puts the boundary at its middle. */
export type Shot = MsRange & { readonly transition: 'start' | 'cut' | 'fade' | 'dissolve' }

/** Where the picture moves, per sampled frame: centre of motion in shares, spread (std, shares), amount 0-1. */
export type MotionSample = {
  readonly tMs: number
  readonly x: number
  readonly y: number
  readonly spread: number
  readonly amount: number
}

/** One face in one frame, as a detector gives it. */
export type FaceObservation = {
  readonly tMs: number
  readonly box: Box
  /** 0-1. */
  readonly score: number
  /** Height of the eye line, share of the frame; null when the mesh was not computed. */
  readonly eyeY: number | null
  /** Inner-lip gap / face height; null when the mesh was not computed. */
  readonly lipGap: number | null
  /** Unit-length identity vector, only where it was asked for. */
  readonly embedding?: readonly number[]
}

export type TrackSample = {
  readonly tMs: number
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly score: number
  readonly eyeY: number | null
  readonly lipGap: number | null
}

/** One person's face through one shot. `person` is the same id in every shot in which the same face appears. */
export type Track = {
  readonly id: string
  readonly person: string
  readonly samples: readonly TrackSample[]
}

/** Somebody speaks; `track` is null when the speaker is not in the picture or can't be told. */
export type SpeakerTurn = MsRange & { readonly track: string | null; readonly confidence: number }

// ---- moments ------------------------------------------------------------------------------------------------------

/** What a score stands on: the words (or the sound, the motion) and where they are. */
export type Evidence = MsRange & { readonly signal: string; readonly text: string }

export type FeatureScore = {
  readonly feature: 'hook' | 'clarity' | 'payoff' | 'emotion' | 'novelty' | 'relative'
  /** 0-1. */
  readonly value: number
  readonly weight: number
  /** value * weight; contributions sum to the candidate's score. */
  readonly contribution: number
  readonly evidence: readonly Evidence[]
}

export type Candidate = MsRange & {
  readonly score: number
  readonly features: readonly FeatureScore[]
  readonly accepted: boolean
  /** Why it was taken or refused, a plain sentence. */
  readonly reason: string
  readonly title: string
  readonly hashtags: readonly string[]
  readonly boundary: BoundaryReport
}

/** How a clip begins and ends, for a person to check. */
export type BoundaryReport = {
  readonly startsAt: 'sentence' | 'pause' | 'shot' | 'manual' | 'source-start'
  readonly endsAt: 'sentence' | 'pause' | 'shot' | 'manual' | 'source-end'
  readonly firstWords: string
  readonly lastWords: string
  /** Breath kept before the first word and after the last. */
  readonly leadMs: number
  readonly tailMs: number
  /** Plain sentences: "begins with 'and', which leans on what came before". Empty when clean. */
  readonly warnings: readonly string[]
}

// ---- edit ---------------------------------------------------------------------------------------------------------

export type AspectId = '9:16' | '1:1' | '4:5' | '16:9'

/** The source ranges a clip keeps, in order, not overlapping, each snapped to the source's frame grid. */
export type EditList = { readonly ranges: readonly MsRange[]; readonly removed: readonly RemovedRange[] }
export type RemovedRange = MsRange & { readonly kind: 'silence' | 'filler'; readonly text: string }

// ---- framing ------------------------------------------------------------------------------------------------------

export type FramingMode = 'focus' | 'fit'

/**
 * The crop at a moment, shares of the source frame. Between keyframes the camera moves linearly; a keyframe with
 * `cut: true` is jumped to at its time. `fit` segments have the whole frame {0,0,1,1}, or all of it inside
 * black bars.
 * Within one segment (between two cuts) w and h are constant.
 */
export type CameraKeyframe = Box & { readonly tMs: number; readonly cut?: true }

export type FramingKeyframe = {
  readonly tMs: number
  readonly mode: FramingMode
  readonly reason: string
  readonly confidence: number
  readonly origin: 'auto' | 'manual'
}

export type FramingReport = {
  /** Shares 0-1; null where there was nothing to measure (no speech, no face). */
  readonly speakerInFrame: number | null
  readonly faceCutByEdge: number | null
  readonly faceFullyInside: number | null
  readonly framesWithoutSubject: number
  readonly layoutChangesPerMinute: number
  /** Shares of the frame's width per second, and per second squared. */
  readonly maxSpeed: number
  readonly maxAcceleration: number
  readonly upscaling: number
  readonly warnings: readonly string[]
}

export type FramingPlan = {
  readonly version: 1
  readonly aspect: AspectId
  readonly mode: FramingMode | 'mixed'
  readonly keyframes: readonly FramingKeyframe[]
  readonly camera: readonly CameraKeyframe[]
  readonly report: FramingReport
}

// ---- captions -----------------------------------------------------------------------------------------------------

/** One group of words on screen together, OUTPUT time (milliseconds from the clip's first frame). */
export type Cue = MsRange & { readonly lines: readonly (readonly CueWord[])[] }
export type CueWord = {
  readonly text: string
  readonly startMs: number
  readonly endMs: number
  readonly speaker?: string
}

export type CaptionDocument = {
  readonly style: string
  readonly cues: readonly Cue[]
  /** Complete ASS file for burning in. */
  readonly ass: string
  /** npm-packaged font files it needs, as "<package>/<file>". */
  readonly fonts: readonly string[]
}
