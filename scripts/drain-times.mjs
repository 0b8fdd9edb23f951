import { isLoopbackName } from '../server/is-loopback.mjs'

/** What is being answered when the server stops listening has this long to be whole. */
export const finishMs = 25_000

/**
 * How long a web process that is to end still takes requests: two looks of a balancer at /health/ready, so that the next ones go elsewhere. On
 * one's own machine there is no balancer, and Ctrl-C is quick.
 */
export const predrainMs = (env) => {
  if (env.PREDRAIN_MS) return Number(env.PREDRAIN_MS)
  return isLoopbackName(new URL(env.APP_URL || 'http://localhost').hostname) ? 0 : 10_000
}

/** What a supervisor gives a web process that it told to end. */
export const webGoodbyeMs = (env) => predrainMs(env) + finishMs + 3_000
