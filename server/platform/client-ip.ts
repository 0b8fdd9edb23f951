import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIP, type Socket } from 'node:net'

/** Set by the web server itself from the socket, whatever a client sent under that name: who really is at the other end. */
export const peerHeader = 'x-clipforge-peer'

/** Vercel's own, overwritten on its way in. There our server is not in front, so that anybody could send the other. */
const vercelHeader = 'x-vercel-forwarded-for'

/**
 * The address a request comes from, for counting attempts. `X-Forwarded-For` is read from its end and only as far as trusted proxies
 * wrote it: what a client puts in front of them names nobody. null when there is no address to tell.
 */
export const clientIp = (headers: Headers, trustedProxies: readonly string[] | 'vercel'): string | null => {
  if (trustedProxies === 'vercel') return plainIp(headers.get(vercelHeader)?.split(',').at(-1)?.trim() ?? '')
  const peer = plainIp(headers.get(peerHeader) ?? '')
  if (peer === null) return null
  const isTrusted = matcher(trustedProxies)
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => plainIp(hop.trim()))
  let client = peer
  while (isTrusted(client)) {
    const before = hops.pop()
    if (before === undefined || before === null) return client
    client = before
  }
  return client
}

/** What counts as one place: an IPv4 address, the /64 that one IPv6 customer has. */
export const ipPrefix = (ip: string): string => {
  if (isIP(ip) !== 6) return ip
  return `${expandIpv6(ip).slice(0, 4).join(':')}::/64`
}

type Asked = { readonly headers: IncomingHttpHeaders; readonly socket: Pick<Socket, 'remoteAddress'> }

/** The place a request of our own server comes from; null where the other end is a proxy of ours that says nothing of whom it stands for. */
export const createPlaceOf = (trustedProxies: readonly string[]) => {
  const isTrusted = matcher(trustedProxies)
  return ({ headers, socket }: Asked): string | null => {
    const given = new Headers({
      [peerHeader]: socket.remoteAddress ?? '',
      'x-forwarded-for': String(headers['x-forwarded-for'] ?? ''),
    })
    const ip = clientIp(given, trustedProxies)
    return ip === null || isTrusted(ip) ? null : ipPrefix(ip)
  }
}

/** An IPv4 address that was written as IPv6 is the IPv4 address. */
const plainIp = (text: string): string | null => {
  const bare = text.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  const ip = bare.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '')
  return isIP(ip) === 0 ? null : ip.toLowerCase()
}

const matcher = (proxies: readonly string[]): ((ip: string) => boolean) => {
  const list = new BlockList()
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return (ip) => list.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')
}

/** Eight groups without leading zeros. */
const expandIpv6 = (ip: string): string[] => {
  const [head = '', tail] = ip.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const front = groups(head)
  const back = tail === undefined ? [] : groups(tail)
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  return [...front, ...(tail === undefined ? [] : zeros), ...back].map((group) => group.replace(/^0+(?=.)/, ''))
}
