import { DomainError } from '@/server/errors'
import type { Db } from './database'
import { parseDurationMs } from './durations'
import { type ExpressionContext, holds, keyOf } from './expressions'
import type { FunctionConfig } from './function-config'
import type { StoredEvent } from './jobs'

/** A duration that a function's configuration promises to be one. */
export const configuredMs = (config: FunctionConfig, text: string): number => {
  const durationMs = parseDurationMs(text)
  if (durationMs === null)
    throw new DomainError(
      'invalid_request',
      `Function ${config.id} has "${text}" where a duration such as "10m" belongs.`,
    )
  return durationMs
}

/** Counts the event against idempotency and rate limit; false when it must not start a run. The window begins with its first event. */
export const admits = async (db: Db, config: FunctionConfig, event: StoredEvent): Promise<boolean> => {
  const rules = [
    ...(config.idempotency ? [{ kind: 'once', limit: 1, windowMs: 86_400_000, key: config.idempotency }] : []),
    ...(config.rateLimit
      ? [
          {
            kind: 'rate',
            limit: config.rateLimit.limit,
            windowMs: configuredMs(config, config.rateLimit.period),
            key: config.rateLimit.key,
          },
        ]
      : []),
  ]
  for (const rule of rules) {
    const { rows } = await db.query<{ count: number }>(
      `insert into runner.key as k (key, until) values ($1, clock_timestamp() + $2 * interval '1 ms')
       on conflict (key) do update set
         count = case when k.until < clock_timestamp() then 1 else k.count + 1 end,
         until = case when k.until < clock_timestamp() then excluded.until else k.until end
       returning count`,
      [`${rule.kind}:${config.id}:${keyOf(rule.key, { event })}`, rule.windowMs],
    )
    if ((rows[0]?.count ?? 1) > rule.limit) return false
  }
  return true
}

/**
 * Puts the event into its debounced or batched start and returns true; false when the function has neither, or when a batch does not
 * want this event. A batch that is full gives up its key at once, so that the next event opens a new one.
 */
export const holdBack = async (db: Db, config: FunctionConfig, event: StoredEvent): Promise<boolean> => {
  const context: ExpressionContext = { event }
  if (config.debounce) {
    const { period, timeout, key } = config.debounce
    await db.query(
      `insert into runner.job as j (kind, key, function_id, events, due_at, deadline)
       values ('start', $1, $2, $3::text[]::json[], clock_timestamp() + $4 * interval '1 ms', clock_timestamp() + $5 * interval '1 ms')
       on conflict (key) do update set events = excluded.events, due_at = least(excluded.due_at, j.deadline)`,
      [
        `debounce:${config.id}:${keyOf(key, context)}`,
        config.id,
        [JSON.stringify(event)],
        configuredMs(config, period),
        timeout === undefined ? null : configuredMs(config, timeout),
      ],
    )
    return true
  }
  if (config.batchEvents && holds(config.batchEvents.if, context)) {
    const { maxSize, timeout, key } = config.batchEvents
    const { rows } = await db.query<{ id: string; size: number }>(
      `insert into runner.job as j (kind, key, function_id, events, due_at)
       values ('start', $1, $2, $3::text[]::json[], clock_timestamp() + $4 * interval '1 ms')
       on conflict (key) do update set events = j.events || excluded.events
       returning id, cardinality(events) as size`,
      [`batch:${config.id}:${keyOf(key, context)}`, config.id, [JSON.stringify(event)], configuredMs(config, timeout)],
    )
    const batch = rows[0]
    if (batch && batch.size >= maxSize) {
      await db.query('update runner.job set key = null, due_at = clock_timestamp() where id = $1', [batch.id])
    }
    return true
  }
  return false
}

/**
 * How long a run has to wait for its throttle, in milliseconds: `limit + burst` may start at once, then one each `period / limit`. Runs are
 * put off, never dropped. `until` is when the next one would be due if none had been saved up.
 */
export const throttleDelayMs = async (db: Db, config: FunctionConfig, event: StoredEvent): Promise<number> => {
  if (!config.throttle) return 0
  const { limit, period, burst = 0, key } = config.throttle
  const gapMs = configuredMs(config, period) / Math.max(1, limit)
  const { rows } = await db.query<{ delay: number }>(
    `insert into runner.key as k (key, until) values ($1, clock_timestamp() + $2 * interval '1 ms')
     on conflict (key) do update set until = greatest(k.until, clock_timestamp()) + $2 * interval '1 ms'
     returning extract(epoch from until - clock_timestamp()) * 1000 as delay`,
    [`throttle:${config.id}:${keyOf(key, { event })}`, gapMs],
  )
  return Math.max(0, Number(rows[0]?.delay ?? 0) - gapMs * Math.max(1, limit + burst))
}

/** The keys that calls of this run hold while they are under way, and how many may hold each. A limit of 0 is no limit. */
export const concurrencyOf = (config: FunctionConfig, event: StoredEvent): { keys: string[]; limits: number[] } => {
  const rules = (config.concurrency ?? []).filter((rule) => rule.limit > 0)
  return {
    keys: rules.map((rule) => {
      const scope = rule.scope === undefined || rule.scope === 'fn' ? `fn:${config.id}` : `shared:${rule.scope}`
      return `${scope}:${rule.key ?? ''}:${keyOf(rule.key, { event })}`
    }),
    limits: rules.map((rule) => rule.limit),
  }
}
