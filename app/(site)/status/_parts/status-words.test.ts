import { expect, test } from 'vitest'
import { describeStatus, readHealthBody } from './status-words'

const well = {
  ...{ 'postgres:responseTime': 'pass', 'pool:waiting': 'pass', 'eventloop:delay': 'pass', 'jobs:age': 'pass' },
  ...{ 'storage:free': 'pass', 'mail:outboxAge': 'pass', 'stripe:lag': 'pass', 'services:away': 'pass' },
}
const stateOf = (words: Record<string, string>, name: string) =>
  describeStatus(words).parts.find((part) => part.name === name)?.state

test('what stands well is said to work', () => {
  expect(describeStatus(well)).toMatchObject({ title: 'Everything works', state: 'working' })
})

test('the worst decides the headline, and only what stands on a broken check is said to be broken', () => {
  const words = { ...well, 'storage:free': 'fail', 'mail:outboxAge': 'warn' }
  expect(describeStatus(words)).toMatchObject({ title: 'Something does not work right now', state: 'down' })
  expect(stateOf(words, 'Uploads and playback')).toBe('down')
  expect(stateOf(words, 'Mail')).toBe('slow')
  expect(stateOf(words, 'Site and sign-in')).toBe('working')
})

test('without Redis nothing is said to be broken: nothing is', () => {
  expect(describeStatus({ ...well, 'redis:responseTime': 'fail' }).state).toBe('working')
})

test('what nobody looked at is not said to work', () => {
  expect(describeStatus({})).toMatchObject({ title: 'We are still looking', state: 'unknown' })
  const { 'storage:free': _storage, ...rest } = well
  expect(describeStatus(rest).state).toBe('unknown')
  expect(describeStatus({ ...rest, 'jobs:age': 'warn' }).state).toBe('slow')
})

test('the body of /health gives the words, a check without a time was not looked at, and anything else is nothing', () => {
  const checks = {
    'jobs:age': [{ status: 'warn', time: '2026-11-25T21:53:46.362Z' }],
    'stripe:lag': [{ status: 'pass' }],
  }
  expect(readHealthBody({ status: 'warn', checks })).toEqual({ 'jobs:age': 'warn' })
  for (const other of [null, 'busy', { status: 'pass' }, { checks: [] }])
    expect(readHealthBody(other) ?? {}).toEqual({})
})
