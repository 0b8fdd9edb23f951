import { expect, test } from 'vitest'
import { peerHeader } from './client-ip'
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
