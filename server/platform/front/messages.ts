import type { Figure } from '@/server/ports/metrics'
import type { CheckName, HealthSnapshot } from '../health/types'

// What the front process and the app behind it say to each other, as JSON over Node's channel between parent and child. scripts/app-process.mjs
// and scripts/web-app.mjs have its two ends.

export type FromApp =
  /** Requests may come. */
  | { readonly kind: 'open' }
  /** The first requests of each kind are over; balancers may send theirs. */
  | { readonly kind: 'warm' }
  /** Its event loop turns; ten times a second. */
  | { readonly kind: 'beat'; readonly loopDelayMs: number; readonly rssBytes: number }
  /** The snapshot is a new one. */
  | { readonly kind: 'health'; readonly snapshot: HealthSnapshot }

export type ToApp =
  /** What the front counted, for the one registry there is. */
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }
  /** Real work in the front met this to be away: it is looked at now. */
  | { readonly kind: 'suspect'; readonly name: CheckName }
  /** How many wait in the front for a connection to the database; every second. */
  | { readonly kind: 'waiting'; readonly count: number }
  | { readonly kind: 'draining' }
