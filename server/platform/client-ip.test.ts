import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientIp, createPlaceOf, ipPrefix, peerHeader } from './client-ip'

const request = (peer: string, forwardedFor?: string): Headers =>
  new Headers({ [peerHeader]: peer, ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }) })

describe('who a request is counted for', () => {
  test('row 67: whatever a peer that is no trusted proxy writes in X-Forwarded-For, it is counted as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (written) => {
        const headers = request('203.0.113.9', written.replace(/[^\x21-\x7e]/g, 'x'))
        expect(clientIp(headers, [])).toBe('203.0.113.9')
        expect(clientIp(headers, ['10.0.0.0/8'])).toBe('203.0.113.9')
      }),
    )
  })

  test('row 67: behind a trusted proxy only what that proxy added counts', () => {
    const headers = request('10.0.0.7', '1.1.1.1, 8.8.8.8, 198.51.100.4')
    expect(clientIp(headers, ['10.0.0.0/8'])).toBe('198.51.100.4')
  })

  test('a chain of trusted proxies is walked to its first outsider', () => {
    const headers = request('10.0.0.7', '1.1.1.1, 198.51.100.4, 10.1.2.3, 10.1.2.4:8080')
    expect(clientIp(headers, ['10.0.0.0/8'])).toBe('198.51.100.4')
  })

  test('what is no address ends the walk at the proxy that passed it on', () => {
    expect(clientIp(request('10.0.0.7', '<script>'), ['10.0.0.7'])).toBe('10.0.0.7')
    expect(clientIp(request('10.0.0.7'), ['10.0.0.7'])).toBe('10.0.0.7')
  })

  test('IPv4 in the clothes of IPv6 is IPv4, and IPv6 proxies are known by their subnet', () => {
    expect(clientIp(request('::ffff:203.0.113.9'), [])).toBe('203.0.113.9')
    expect(clientIp(request('fd00::7', '[2001:db8::1]:443'), ['fd00::/8'])).toBe('2001:db8::1')
  })

  test('on Vercel only Vercel is asked: what our own server would have written anybody may have sent', () => {
    const sent = { [peerHeader]: '127.0.0.1', 'x-forwarded-for': '1.1.1.1', 'x-vercel-forwarded-for': '198.51.100.4' }
    expect(clientIp(new Headers(sent), 'vercel')).toBe('198.51.100.4')
    expect(clientIp(new Headers({ [peerHeader]: '127.0.0.1' }), 'vercel')).toBeNull()
  })

  test('without word of a peer nobody is named', () => {
    expect(clientIp(new Headers({ 'x-forwarded-for': '1.1.1.1' }), ['0.0.0.0/0'])).toBeNull()
  })

  test('row 68: addresses of one IPv6 /64 are one place, those of another are not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 }), (rest) => {
        const address = `2001:db8:1:2:${rest.map((group) => group.toString(16)).join(':')}`
        expect(ipPrefix(address)).toBe('2001:db8:1:2::/64')
      }),
    )
    expect(ipPrefix('2001:db8:1::1')).toBe('2001:db8:1:0::/64')
    expect(ipPrefix('::1')).toBe('0:0:0:0::/64')
    expect(ipPrefix('2001:db8:1:3::1')).not.toBe(ipPrefix('2001:db8:1:2::1'))
  })

  test('a place is that of the client, whoever passed its request on; a trusted proxy that names nobody is no place', () => {
    const placeOf = createPlaceOf(['10.0.0.0/8'])
    const from = (remoteAddress: string, forwardedFor?: string) =>
      placeOf({
        headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
        socket: { remoteAddress },
      })
    expect(from('203.0.113.9', '1.1.1.1')).toBe('203.0.113.9')
    expect(from('10.0.0.7', '1.1.1.1, 2001:db8:1:2::9')).toBe('2001:db8:1:2::/64')
    expect(from('10.0.0.7')).toBeNull()
    expect(from('')).toBeNull()
  })

  test('each IPv4 address is its own place', () => {
    expect(ipPrefix('203.0.113.9')).toBe('203.0.113.9')
  })
})
