import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { RateLimiter } from '@/server/ports/rate-limiter'

const prefix = 'cf:rate:'

/**
 * All claims in one step and by Redis's own clock, so that neither many processes nor their clocks let through more than is allowed. Each
 * has four arguments: shape, microseconds (of a unit, or of the window), burst, cost. The answer is 1 or 0, then for each claim what is
 * left, and microseconds until more is and until it would be granted. A key is there for all of the millisecond in which it expires, which is
 * why a window's expires one earlier.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local claims, allowed = {}, 1
for at = 1, #KEYS do
  local base = (at - 1) * 4
  local claim = { shape = ARGV[base + 1], step = tonumber(ARGV[base + 2]), burst = tonumber(ARGV[base + 3]) }
  claim.units = math.min(tonumber(ARGV[base + 4]), claim.burst)
  if claim.shape == 'window' then
    claim.before = tonumber(redis.call('GET', KEYS[at]) or 0)
    local left = redis.call('PTTL', KEYS[at])
    claim.left = left < 0 and claim.step or (left + 1) * 1000
    claim.wait = claim.before + claim.units > claim.burst and claim.left or 0
  else
    claim.before = math.max(tonumber(redis.call('GET', KEYS[at]) or 0), now)
    claim.wait = math.max(0, claim.before + (claim.units - claim.burst) * claim.step - now)
  end
  if claim.wait > 0 then allowed = 0 end
  claims[at] = claim
end
local answer = { allowed }
for at, claim in ipairs(claims) do
  local value = claim.before
  if allowed == 1 and claim.units > 0 then
    if claim.shape == 'window' then
      value = redis.call('INCRBY', KEYS[at], claim.units)
      if value == claim.units then redis.call('PEXPIRE', KEYS[at], math.ceil(claim.step / 1000) - 1) end
    else
      value = claim.before + claim.units * claim.step
      redis.call('SET', KEYS[at], string.format('%.0f', value), 'PX', math.ceil((value - now) / 1000))
    end
  end
  if claim.shape == 'window' then
    answer[#answer + 1] = claim.burst - value
    answer[#answer + 1] = value == 0 and 0 or claim.left
  else
    local free = claim.burst * claim.step - (value - now)
    answer[#answer + 1] = math.floor(free / claim.step)
    answer[#answer + 1] = value == now and 0 or claim.step - free % claim.step
  end
  answer[#answer + 1] = claim.wait
end
return answer`
const scriptHash = createHash('sha1').update(script).digest('hex')

/** Counts for all processes together. Fails when Redis does not answer; index.ts then counts in the process. */
export const createRedisRateLimiter = (redis: Redis): RateLimiter => ({
  take: async (claims) => {
    const keys = claims.map(({ policy, subject }) => `${prefix}${policy.name}:${subject}`)
    const numbers = claims.flatMap(({ policy, cost }) => [
      policy.shape,
      policy.shape === 'window' ? policy.windowSeconds * 1e6 : Math.round((policy.windowSeconds * 1e6) / policy.quota),
      policy.burst,
      cost,
    ])
    const answer = await run(redis, [keys.length, ...keys, ...numbers])
    const states = claims.map(({ policy }, at) => {
      const [remaining = 0, nextUs = 0, waitUs = 0] = answer.slice(1 + at * 3)
      return { policy, remaining, nextMs: Math.ceil(nextUs / 1_000), waitMs: Math.ceil(waitUs / 1_000) }
    })
    return { isAllowed: answer[0] === 1, states }
  },
})

/** By its hash; a Redis that was started anew has to be told the script once. */
const run = async (redis: Redis, rest: (string | number)[]): Promise<number[]> => {
  const [count = 0, ...values] = rest
  const answer = await redis.evalsha(scriptHash, Number(count), ...values).catch((error: Error) => {
    // Redis has no other codes than the first word of what it says.
    if (!error.message.startsWith('NOSCRIPT')) throw error
    return redis.eval(script, Number(count), ...values)
  })
  // The script says so: numbers, and nothing else.
  return answer as number[]
}
