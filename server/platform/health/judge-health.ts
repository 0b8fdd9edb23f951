import {
  type CheckName,
  type Component,
  checkNames,
  type Finding,
  type HealthSnapshot,
  type HealthStatus,
  type Lifecycle,
} from './types'

/** One failure may be a packet that was lost; the second in a row is an outage. One success ends it. */
const failuresToBeDown = 2
const wellPeriodMs = 5_000
const suspectPeriodMs = 1_000
/** A snapshot that is older than this many periods was not renewed when it should have been: the loop is stuck. */
const periodsToBeStale = 3
/** Only what is asked anew at each look makes the looks come faster; an old mail or a full disk does not change within a second. */
const asked: readonly CheckName[] = ['postgres:responseTime', 'redis:responseTime', 'storage:free']

const unseen: Component = { status: 'pass', value: null, output: null, failures: 0, atMs: null }

export const emptySnapshot: HealthSnapshot = {
  takenAtMs: 0,
  isStarted: false,
  components: {
    'postgres:responseTime': unseen,
    'redis:responseTime': unseen,
    'jobs:age': unseen,
    'storage:free': unseen,
    'mail:outboxAge': unseen,
    'stripe:lag': unseen,
    'eventloop:delay': unseen,
    'pool:waiting': unseen,
    'services:away': unseen,
  },
}

/** A component after one more look at it. */
export const judgeFinding = (before: Component, finding: Finding, nowMs: number): Component => {
  switch (finding.is) {
    case 'unknown':
      return before
    case 'good':
      return { status: 'pass', value: finding.value, output: null, failures: 0, atMs: nowMs }
    case 'bad': {
      const failures = before.failures + 1
      const isDown = failures >= failuresToBeDown
      return {
        status: isDown ? finding.status : before.status,
        value: finding.value,
        output: isDown ? finding.output : before.output,
        failures,
        atMs: nowMs,
      }
    }
    default:
      return finding satisfies never
  }
}

/**
 * Whether a look that ran into its deadline says anything: when the event loop of this very process stood still for more than half of it,
 * the answer may well have been there in time and nobody was free to read it.
 */
export const isExonerated = (longestStandstillMs: number, deadlineMs: number): boolean =>
  longestStandstillMs > deadlineMs / 2

/** Real work met a connection error: as good as one failed look, so that the look which follows at once decides. */
export const judgeReport = (before: Component): Component =>
  before.failures === 0 ? { ...before, failures: 1 } : before

const isSuspect = ({ components }: HealthSnapshot): boolean => asked.some((name) => components[name].failures > 0)

/** From the start of one look to the start of the next, before chance is added. */
export const periodMs = (snapshot: HealthSnapshot): number => (isSuspect(snapshot) ? suspectPeriodMs : wellPeriodMs)

export const ageMs = (snapshot: HealthSnapshot, nowMs: number): number => Math.max(0, nowMs - snapshot.takenAtMs)

export const isStale = (snapshot: HealthSnapshot, nowMs: number): boolean =>
  ageMs(snapshot, nowMs) > periodsToBeStale * periodMs(snapshot)

/** Only PostgreSQL is in the way of everything; without the rest the app is worse, not gone. */
export const overallStatus = (snapshot: HealthSnapshot, nowMs: number): HealthStatus => {
  const { components } = snapshot
  if (components['postgres:responseTime'].status === 'fail') return 'fail'
  if (isStale(snapshot, nowMs)) return 'warn'
  return checkNames.every((name) => components[name].status === 'pass') ? 'pass' : 'warn'
}

export const lifecycleOf = (snapshot: HealthSnapshot, isDraining: boolean): Lifecycle => {
  if (isDraining) return 'draining'
  return snapshot.isStarted ? 'ready' : 'starting'
}
