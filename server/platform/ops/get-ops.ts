import type { UserContext } from '@/server/context'
import { fromJson } from '@/server/db/json'
import { DomainError } from '@/server/errors'
import { findLastBackup, type LastBackup } from '../find-last-backup'
import { overallStatus } from '../health/judge-health'
import { readHealth, readLifecycle } from '../health/shared-health'
import { type CheckName, checkNames, checkUnits, type HealthStatus, type Lifecycle } from '../health/types'
import type { OpsWindow } from '../schemas'
import { describeOps, type OpsFigures } from './describe-ops'
import { keptMs } from './sampler'
import type { OpsProcess, OpsSample, ProcessSamples } from './types'

export type OpsOverview = OpsFigures & {
  readonly takenAt: Date
  readonly health: {
    readonly status: HealthStatus
    readonly lifecycle: Lifecycle
    /** In the unit of `checkUnits`. */
    readonly checks: readonly {
      readonly name: CheckName
      readonly unit: (typeof checkUnits)[CheckName]
      readonly status: HealthStatus
      readonly value: number | null
      readonly output: string | null
      readonly at: Date | null
    }[]
  }
  readonly lastBackup: LastBackup | null
  readonly version: string
}

const windows: Readonly<Record<OpsWindow, { readonly stepMs: number; readonly points: number }>> = {
  quarter: { stepMs: 30_000, points: 30 },
  hour: { stepMs: 60_000, points: 60 },
}

/** Of all processes that put their samples into the table: everything an operator sees. @throws not_found for anybody else */
export const getOps = async (ctx: UserContext, { window }: { readonly window: OpsWindow }): Promise<OpsOverview> => {
  if (!ctx.user.isOperator) throw new DomainError('not_found', 'There is no such page.')
  const { stepMs, points } = windows[window]
  // A step that is not over would look like a fall.
  const nowMs = Math.floor(ctx.clock.now() / stepMs) * stepMs
  const [samples, lastBackup] = await Promise.all([readSamples(ctx), findLastBackup(ctx)])
  const snapshot = readHealth()
  return {
    ...describeOps(samples, { nowMs, stepMs, points }),
    takenAt: new Date(),
    health: {
      status: overallStatus(snapshot, ctx.clock.now()),
      lifecycle: readLifecycle(),
      checks: checkNames.map((name) => {
        const { status, value, output, atMs } = snapshot.components[name]
        return { name, unit: checkUnits[name], status, value, output, at: atMs === null ? null : new Date(atMs) }
      }),
    },
    lastBackup,
    version: ctx.config.version,
  }
}

type Kept = { readonly process: OpsProcess; readonly samples: OpsSample[] }

// An hour of samples is read once by each web process; after that only what is new is.
const holder = globalThis as typeof globalThis & { clipforgeOpsSamples?: Map<string, Kept> }
/** Rows of another process may come a moment after their time. */
const lateMs = 30_000

const readSamples = async (ctx: UserContext): Promise<readonly ProcessSamples[]> => {
  const known = holder.clipforgeOpsSamples ?? new Map<string, Kept>()
  holder.clipforgeOpsSamples = known
  const oldestMs = ctx.clock.now() - keptMs
  const newestMs = Math.max(oldestMs, ...[...known.values()].map(({ samples }) => samples.at(-1)?.atMs ?? 0))
  const rows = await ctx.db.opsSample.findMany({
    where: { at: { gt: new Date(Math.max(oldestMs, newestMs - lateMs)) } },
    orderBy: { at: 'asc' },
    select: { processId: true, data: true },
  })
  for (const { processId, data } of rows) {
    const { process, sample } = fromJson<{ process: OpsProcess; sample: OpsSample }>(data)
    const kept = known.get(processId) ?? { process, samples: [] }
    known.set(processId, kept)
    if (sample.atMs > (kept.samples.at(-1)?.atMs ?? 0)) kept.samples.push(sample)
  }
  for (const [id, { samples }] of known) {
    while (samples[0] !== undefined && samples[0].atMs < oldestMs) samples.shift()
    if (samples.length === 0) known.delete(id)
  }
  return [...known.values()]
}
