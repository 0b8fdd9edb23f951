import { describe, expect, test } from 'vitest'
import { isPublicAddress } from './public-address'
import { createWebFetcher } from './web'

describe('an address is public', () => {
  test.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
    '%s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )
})

describe('rows 39 and 46: an address is not', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:808:808::',
    '3fff::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'not an address',
    '',
  ])('%s', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('rows 39, 43 and 44: refused by its look alone', () => {
  const { check } = createWebFetcher()
  test.each([
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://0.0.0.0/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://017700000001/',
    'https://0/',
    'https://１２７.０.０.１/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'http://example.com/video.mp4',
    'file:///etc/passwd',
    'gopher://example.com/',
    'ftp://example.com/a.mp4',
    'data:video/mp4;base64,AAAA',
    'javascript:alert(1)',
    'https://user:pass@example.com/',
    'https://user@example.com/',
    'https://example.com:22/',
    'https://example.com:8443/',
    'https://',
    'talk.mp4',
    '',
    `https://example.com/${'a'.repeat(2100)}`,
  ])('%s', (url) => {
    expect(() => check(url)).toThrowError(expect.objectContaining({ code: 'import_refused' }))
  })

  test('an ordinary address is not', () => {
    check('https://example.com/videos/talk.mp4?token=abc')
    check('https://example.com:443/talk.mp4')
  })
})
