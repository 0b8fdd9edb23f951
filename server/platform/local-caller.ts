import { BlockList, isIP } from 'node:net'
import { peerHeader } from './client-ip'
import { forwardedHeader } from './forwarded.mjs'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * Whether a request was made on this machine, by a name that only means this machine, and came straight to our own server: a proxy or a
 * tunnel on this machine stands for the whole world.
 */
export const isLocalCaller = (headers: Headers): boolean => {
  const host = (headers.get('host') ?? '').replace(/:\d+$/, '').toLowerCase()
  const peer = (headers.get(peerHeader) ?? '').replace(/^::ffff:/i, '')
  return !headers.has(forwardedHeader) && ['localhost', '127.0.0.1', '[::1]'].includes(host) && isLoopback(peer)
}

const isLoopback = (ip: string): boolean => isIP(ip) !== 0 && loopback.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')
