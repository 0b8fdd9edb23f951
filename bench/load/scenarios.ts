import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { planTurn, type RequestSpec, roundOf, writeRequest } from '../../load/plan-request.js'
import type { Send } from '../open-loop'
import { process, upload } from './flows'
import type { Target } from './target'

const request = z.object({
  kind: z.enum(['probe', 'read', 'write']),
  path: z.string().optional(),
  procedure: z.string().optional(),
  input: z.unknown().optional(),
})
const flow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload'), sizeBytes: z.int(), partBytes: z.int(), parts: z.int() }),
  z.object({ kind: z.literal('process'), pollSeconds: z.number(), patienceSeconds: z.number() }),
])
const scenario = z.object({
  what: z.string(),
  ratePerSecond: z.number().positive(),
  users: z.int().positive(),
  seconds: z.number().positive(),
  mix: z.record(z.string(), z.int().positive()).optional(),
  flow: flow.optional(),
})
const limit = z.number().positive()
const file = z.object({
  requests: z.record(z.string(), request),
  scenarios: z.object({
    probes: scenario,
    reads: scenario,
    database: scenario,
    uploads: scenario,
    processing: scenario,
  }),
  /** What k6 holds an installation of somebody's to, over a network. */
  thresholds: z.record(z.string(), z.object({ p95Ms: limit })),
  /** What this machine is held to, with nothing between. */
  gates: z.object({
    live: z.object({ p50Ms: limit, p90Ms: limit, p95Ms: limit, p99Ms: limit, bareRatio: limit }),
    health: z.object({ p95Ms: limit, bareRatio: limit }),
    read: z.object({ p95Ms: limit }),
    write: z.object({ p95Ms: limit }),
  }),
})

const path = new URL('../../load/scenarios.json', import.meta.url)
export const { requests, scenarios, gates } = file.parse(JSON.parse(readFileSync(path, 'utf8')))

export type ScenarioName = keyof typeof scenarios
export type Flow = z.output<typeof flow>

/** "probe", "read", "write" by the request's name; a step of a flow is its own kind. */
export const kindOf = (name: string): string => requests[name]?.kind ?? name

const specOf = (name: string): RequestSpec => {
  const found = requests[name]
  if (found === undefined) throw new Error(`load/scenarios.json names a request "${name}" and does not say what it is.`)
  const { kind, path, procedure, input } = found
  return {
    kind,
    input,
    ...(path === undefined ? {} : { path }),
    ...(procedure === undefined ? {} : { procedure }),
  }
}

/** What a user does at a turn of a scenario. */
export const turnsOf = (
  name: ScenarioName,
  target: Pick<Target, 'base' | 'origin' | 'host' | 'identities' | 'renamed'>,
) => {
  const { mix, flow: steps, users } = scenarios[name]
  const { base, origin, host, identities, renamed } = target
  const round = roundOf(mix ?? {})
  return async (turn: number, send: Send): Promise<void> => {
    const planned = planTurn(round, users, turn)
    const identity = identities[planned.user % identities.length]
    if (identity === undefined) throw new Error('There is nobody to ask.')
    if (steps?.kind === 'upload') return upload(steps, { ...target, identity }, send)
    if (steps?.kind === 'process') return process(steps, { ...target, identity }, send)
    const { path, headers, ...rest } = writeRequest(specOf(planned.name), identity, turn, origin)
    const { outcome } = await send({
      name: planned.name,
      url: `${base}${path}`,
      headers: { ...headers, host },
      ...rest,
    })
    if (kindOf(planned.name) === 'write' && outcome === '200')
      renamed.set(identity.projectId, Math.max(turn, renamed.get(identity.projectId) ?? 0))
  }
}
