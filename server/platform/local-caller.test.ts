import { expect, test } from 'vitest'
import { peerHeader } from './client-ip'
import { forwardedHeader, isForwarded } from './forwarded.mjs'
import { isLocalCaller } from './local-caller'

const from = (peer: string, host: string) => isLocalCaller(new Headers({ [peerHeader]: peer, host }))

test('a browser on this machine is local, under each of the names that mean this machine', () => {
  expect(from('127.0.0.1', 'localhost:3000')).toBe(true)
  expect(from('::1', '[::1]:3000')).toBe(true)
  expect(from('::ffff:127.0.0.1', '127.0.0.1')).toBe(true)
})

test('a name of another site that was pointed at this machine is not', () => {
  expect(from('127.0.0.1', 'evil.example:3000')).toBe(false)
  expect(from('127.0.0.1', 'localhost.evil.example')).toBe(false)
})

test('another machine is not, whatever name it uses, nor is one that nobody vouched for', () => {
  expect(from('192.168.1.7', 'localhost:3000')).toBe(false)
  expect(isLocalCaller(new Headers({ host: 'localhost:3000' }))).toBe(false)
})

test('nor is whoever comes through a proxy or a tunnel on this machine, whatever that calls it', () => {
  const headers = { [peerHeader]: '127.0.0.1', host: 'localhost:3000' }
  expect(isLocalCaller(new Headers({ ...headers, [forwardedHeader]: '1' }))).toBe(false)
})

test.each([
  ['X-Forwarded-For', { 'x-forwarded-for': '203.0.113.9' }],
  ['Forwarded', { forwarded: 'for=203.0.113.9' }],
  ['Via', { via: '1.1 proxy' }],
  ['X-Real-IP', { 'x-real-ip': '203.0.113.9' }],
  ['an empty X-Forwarded-For', { 'x-forwarded-for': '' }],
] as const)('%s says that a request was passed on', (_name, headers) => {
  expect(isForwarded({ headers, httpVersion: '1.1' })).toBe(true)
})

test('so does HTTP/1.0, which nginx speaks as it comes; a browser’s own request says nothing of the kind', () => {
  expect(isForwarded({ headers: { host: 'localhost:3000' }, httpVersion: '1.0' })).toBe(true)
  expect(isForwarded({ headers: { host: 'localhost:3000', accept: 'text/html' }, httpVersion: '1.1' })).toBe(false)
})
