import { z } from 'zod'
import type { AppContext } from '@/server/context'
import { type Paces, type StageId, stageIds } from './stages'

const cacheKey = 'stage-paces:1'
const cachedMs = 60_000
/** Fewer jobs than this say too little; the guess stands. */
const leastJobs = 3

const pacesSchema = z.partialRecord(z.enum(stageIds), z.object({ low: z.number(), high: z.number() }))

type Row = { stage: string; low: number; high: number; jobs: bigint }

/** How fast this installation is: the middle half of each stage's last hundred jobs. */
export const loadPaces = async (ctx: Pick<AppContext, 'db' | 'ports'>): Promise<Paces> => {
  const cached = await ctx.ports.cache.get(cacheKey)
  if (cached !== undefined) return pacesSchema.parse(JSON.parse(cached))
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT "stage", COUNT(*) AS jobs,
      percentile_cont(0.25) WITHIN GROUP (ORDER BY "workMs"::float8 / GREATEST("mediaMs", 1)) AS low,
      percentile_cont(0.75) WITHIN GROUP (ORDER BY "workMs"::float8 / GREATEST("mediaMs", 1)) AS high
    FROM (
      SELECT "stage", "workMs", "mediaMs", row_number() OVER (PARTITION BY "stage" ORDER BY "id" DESC) AS place FROM "StageTiming"
    ) recent WHERE place <= 100 GROUP BY "stage"`
  const paces: Partial<Record<StageId, { low: number; high: number }>> = {}
  for (const stage of stageIds) {
    const row = rows.find((each) => each.stage === stage && each.jobs >= leastJobs)
    if (row !== undefined) paces[stage] = { low: row.low, high: row.high }
  }
  await ctx.ports.cache.set(cacheKey, JSON.stringify(paces), cachedMs)
  return paces
}
