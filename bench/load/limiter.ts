import { setTimeout as sleep } from 'node:timers/promises'
import { createMetrics } from '@/server/adapters/metrics'
import { createRateLimiter } from '@/server/adapters/rate-limiter'
import { createRedis } from '@/server/adapters/redis'
import type { RateVerdict } from '@/server/ports/rate-limiter'
import { rateHeaders, ratePolicies } from '@/server/rate-limits'
import { quietLog } from '@/server/testing/quiet-log'
import { signedIn } from '../../load/plan-request.js'
import { quantileOf, runOpenLoop, type Sample } from '../open-loop'
import { atLeast, atMost, type Found, latenciesOf, within } from './claims'
import { requests } from './scenarios'
import type { LoadApp } from './target'

const atOnce = 100

/** B14: the limiter itself against Redis with a hundred callers at once, and the door that uses it with one person's storm. */
export const runLimiter = async (target: LoadApp, { isWhole }: { readonly isWhole: boolean }): Promise<Found> => {
  const redis = createRedis(target.app.services?.redisUrl ?? '', quietLog)
  await new Promise((resolve) => redis.once('ready', resolve))
  try {
    const window = await fillWindow(redis, isWhole)
    const storm = await stormOfOne(target)
    return {
      claims: [...window.claims, ...storm.claims],
      notes: [...window.notes, ...storm.notes],
      samples: storm.samples ?? [],
    }
  } finally {
    redis.disconnect()
  }
}

const fillWindow = async (redis: ReturnType<typeof createRedis>, isWhole: boolean): Promise<Found> => {
  const limiter = createRateLimiter({ redis, clock: { now: Date.now }, metrics: createMetrics(), processes: 1 })
  const windowSeconds = isWhole ? ratePolicies.apiKeyCeiling.windowSeconds : 10
  const policy = { ...ratePolicies.apiKeyCeiling, windowSeconds }
  const take = () => limiter.take([{ policy, subject: `load-${process.pid}`, cost: 1 }])
  const startedAt = performance.now()
  let begun = 0
  let allowed = 0
  let last: RateVerdict | null = null
  const caller = async () => {
    while (begun < policy.quota + 20 * atOnce) {
      begun += 1
      const verdict = await take()
      if (verdict.isAllowed) allowed += 1
      else last = verdict
    }
  }
  await Promise.all(Array.from({ length: atOnce }, caller))
  const tookMs = performance.now() - startedAt
  const next = await take()
  const waitS = Number(rateHeaders(next)['retry-after'] ?? Number.NaN)
  await sleep(waitS * 1_000)
  const after = await take()
  return {
    claims: [
      atMost('B14', 'granted beyond the quota', allowed - policy.quota, 0, 'calls'),
      atLeast('B14', 'granted of the quota', allowed, policy.quota, 'calls'),
      atMost('B14', 'next one granted', next.isAllowed || last === null ? 1 : 0, 0, 'calls'),
      atLeast('B14', 'granted after Retry-After', after.isAllowed ? 1 : 0, 1, 'calls'),
    ],
    notes: [
      `${begun} calls, ${atOnce} at once, against ${policy.quota} in ${windowSeconds} s: ${((1_000 * begun) / tookMs).toFixed(0)}/s, Retry-After ${waitS} s`,
    ],
  }
}

/** Far more than the burst of one person, all within two seconds; what they get back meanwhile is theirs too. */
const stormOfOne = async (target: LoadApp): Promise<Found> => {
  const { base, host, origin } = target
  const token = target.identities.at(-1)?.token ?? ''
  const url = `${base}/api/trpc/${requests.credits?.procedure}`
  const headers = { ...signedIn(token, origin), host }
  // Whatever was used up before has come back after this.
  await sleep((1_000 * ratePolicies.user.burst * ratePolicies.user.windowSeconds) / ratePolicies.user.quota)
  const startedAt = performance.now()
  let waitS = Number.NaN
  const samples = await runOpenLoop({
    ratePerSecond: 200,
    seconds: 2,
    users: 10,
    turn: async (_user, _turn, send) => {
      const answer = await send({ name: 'credits', url, headers })
      if (answer.outcome === '429') waitS = Number(answer.headers['retry-after'])
    },
  })
  const tookS = (performance.now() - startedAt) / 1_000
  const back = Math.ceil((tookS * ratePolicies.user.quota) / ratePolicies.user.windowSeconds)
  const allowed = samples.filter(({ outcome }) => outcome === '200').length
  const isRefused = ({ outcome }: Sample) => outcome === '429'
  await sleep(waitS * 1_000)
  const [after] = await runOpenLoop({
    ratePerSecond: 1,
    seconds: 1,
    users: 1,
    turn: (_user, _turn, send) => send({ name: 'credits', url, headers }),
  })
  return {
    samples,
    claims: [
      atLeast('B14', 'one person: granted', allowed, ratePolicies.user.burst, 'calls'),
      atMost('B14', 'one person: granted', allowed, ratePolicies.user.burst + back, 'calls'),
      atMost(
        'B14',
        'one person: neither granted nor refused',
        samples.filter((each) => !isRefused(each)).length - allowed,
        0,
        'calls',
      ),
      atMost(
        'B14',
        'one person: refusals that do not say when',
        samples.filter((each) => isRefused(each) && !each.isWellFormed).length,
        0,
        'calls',
      ),
      within('B14', 'one person: refusal p50', quantileOf(latenciesOf(samples, isRefused), 0.5), 5),
      atLeast('B14', 'one person: granted after Retry-After', after?.outcome === '200' ? 1 : 0, 1, 'calls'),
    ],
    notes: [],
  }
}
