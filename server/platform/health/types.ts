/** How a thing is: well, worse than it should be, not to be had. */
export type HealthStatus = 'pass' | 'warn' | 'fail'

/** Names as `application/health+json` has them: what is looked at and which of its figures. */
export const checkNames = [
  'postgres:responseTime',
  'redis:responseTime',
  'jobs:age',
  'storage:free',
  'mail:outboxAge',
  'stripe:lag',
  'eventloop:delay',
  'pool:waiting',
  'services:away',
] as const

export type CheckName = (typeof checkNames)[number]

/** `storage:free` is a share, 0-1. */
export const checkUnits: Readonly<Record<CheckName, 'ms' | 's' | 'share' | 'connections' | 'services'>> = {
  'postgres:responseTime': 'ms',
  'redis:responseTime': 'ms',
  'jobs:age': 's',
  'storage:free': 'share',
  'mail:outboxAge': 's',
  'stripe:lag': 's',
  'eventloop:delay': 'ms',
  'pool:waiting': 'connections',
  'services:away': 'services',
}

/** What one look found. `unknown` says nothing about the thing: the look itself came too late, or there was nothing to see. */
export type Finding =
  | { readonly is: 'good'; readonly value: number | null }
  /** `status` is what it becomes once it was found bad twice in a row; `output` is for operators, never for strangers. */
  | {
      readonly is: 'bad'
      readonly value: number | null
      readonly status: 'warn' | 'fail'
      readonly output: string
    }
  | { readonly is: 'unknown' }

/** One line of the report, as it stands. */
export type Component = {
  readonly status: HealthStatus
  /** In the unit of `checkUnits`; null when there is no figure. */
  readonly value: number | null
  readonly output: string | null
  /** Bad findings in a row; one of them is a suspicion, two make the status. */
  readonly failures: number
  /** When it was last looked at; null: never yet. */
  readonly atMs: number | null
}

/** What the background loop wrote last. Probes, pages and gauges read this and look at nothing themselves. */
export type HealthSnapshot = {
  readonly takenAtMs: number
  /** The schema is the one this code was built for, and everything was looked at once. Never taken back. */
  readonly isStarted: boolean
  readonly components: Readonly<Record<CheckName, Component>>
}

/** Of this process, for whoever sends it traffic. */
export type Lifecycle = 'starting' | 'ready' | 'draining'
