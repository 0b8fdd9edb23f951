import { z } from 'zod'
import type { Db } from './database'

const concurrencySchema = z.object({
  limit: z.number(),
  key: z.string().optional(),
  scope: z.enum(['fn', 'env', 'account']).optional(),
})

/** What the SDK says about a function when it is asked to register (`functionConfigSchema` in its types); unknown fields are refused. */
export const functionConfigSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  triggers: z.array(
    z.union([
      z.strictObject({ event: z.string(), expression: z.string().optional() }),
      z.strictObject({ cron: z.string(), jitter: z.string().optional() }),
    ]),
  ),
  steps: z.object({ step: z.object({ retries: z.object({ attempts: z.number().optional() }).optional() }) }),
  concurrency: z
    .union([z.number(), concurrencySchema, z.array(concurrencySchema)])
    .transform((value) => [value].flat().map((each) => (typeof each === 'number' ? { limit: each } : each)))
    .optional(),
  cancel: z
    .array(z.strictObject({ event: z.string(), if: z.string().optional(), timeout: z.string().optional() }))
    .optional(),
  idempotency: z.string().optional(),
  rateLimit: z.strictObject({ limit: z.number(), period: z.string(), key: z.string().optional() }).optional(),
  throttle: z
    .strictObject({ limit: z.number(), period: z.string(), key: z.string().optional(), burst: z.number().optional() })
    .optional(),
  debounce: z
    .strictObject({ period: z.string(), key: z.string().optional(), timeout: z.string().optional() })
    .optional(),
  batchEvents: z
    .strictObject({ maxSize: z.number(), timeout: z.string(), key: z.string().optional(), if: z.string().optional() })
    .optional(),
  singleton: z.strictObject({ key: z.string().optional(), mode: z.enum(['skip', 'cancel']) }).optional(),
  priority: z.strictObject({ run: z.string().optional() }).optional(),
  timeouts: z.strictObject({ start: z.string().optional(), finish: z.string().optional() }).optional(),
})

export type FunctionConfig = z.infer<typeof functionConfigSchema>

/** A function is called this often at most: once, and again for each retry (the SDK leaves retries out when they are the default, 4). */
export const maxAttemptsOf = (config: FunctionConfig): number => (config.steps.step.retries?.attempts ?? 4) + 1

/** Null when no such function is registered. */
export const findFunction = async (db: Db, id: string): Promise<FunctionConfig | null> => {
  const { rows } = await db.query<{ config: unknown }>('select config from runner.function where id = $1', [id])
  return rows[0] ? functionConfigSchema.parse(rows[0].config) : null
}

/** The functions with a trigger for this event's name, expressions not yet looked at. */
export const listFunctionsFor = async (db: Db, eventName: string): Promise<FunctionConfig[]> => {
  const { rows } = await db.query<{ config: unknown }>(
    `select config from runner.function where exists (select from unnest(events) as pattern
       where pattern = $1 or (right(pattern, 1) = '*' and starts_with($1, left(pattern, -1)))) order by id`,
    [eventName],
  )
  return rows.map((row) => functionConfigSchema.parse(row.config))
}

export const triggerMatches = (pattern: string, eventName: string): boolean =>
  pattern.endsWith('*') ? eventName.startsWith(pattern.slice(0, -1)) : pattern === eventName
