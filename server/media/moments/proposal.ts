import type { BoundaryReport, Evidence, MsRange } from '../types'
import type { Edge } from './edges'
import type { FeatureName } from './score'

/** A moment that may become a clip, with everything needed to compare it; what is costly to write is made when asked for. */
export type Proposal = MsRange & {
  /** 0-100, calibrated within the video. */
  readonly score: number
  readonly opening: Edge
  readonly ending: Edge
  /** Set where the creator chose the range: it is taken whatever it scores. */
  readonly isManual: boolean
  /** Content terms, for telling repetitions. Empty for moments without words. */
  readonly terms: ReadonlySet<number>
  readonly text: string
  readonly relativeEvidence: readonly Evidence[]
  describe(): Description
}

export type Description = {
  readonly values: Readonly<Record<FeatureName, { readonly value: number; readonly evidence: readonly Evidence[] }>>
  readonly title: string
  readonly hashtags: readonly string[]
  readonly boundary: BoundaryReport
}
