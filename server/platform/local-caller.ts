import { isLoopback, isLoopbackName } from '@/server/is-loopback.mjs'
import { peerHeader } from './client-ip'
import { forwardedHeader } from './forwarded.mjs'

/**
 * Whether a request was made on this machine, by a name that only means this machine, and came straight to our own server: a proxy or a
 * tunnel on this machine stands for the whole world.
 */
export const isLocalCaller = (headers: Headers): boolean => {
  const host = (headers.get('host') ?? '').replace(/:\d+$/, '').toLowerCase()
  const peer = (headers.get(peerHeader) ?? '').replace(/^::ffff:/i, '')
  return !headers.has(forwardedHeader) && isLoopbackName(host) && isLoopback(peer)
}
