import { expect, test } from 'vitest'
import { statusOf } from './rules'

test.each([
  ['queued', null, null, 'queued'],
  ['queued', null, 'mail_unavailable', 'queued'],
  ['sent', null, null, 'sent'],
  ['sent', 'delayed', null, 'sent'],
  ['sent', 'delivered', null, 'delivered'],
  ['sent', 'bounced', null, 'bounced'],
  ['sent', 'complained', null, 'complained'],
  ['failed', null, 'suppressed', 'suppressed'],
  ['failed', null, 'unwanted', 'unwanted'],
  ['failed', null, 'too_late', 'failed'],
  ['failed', null, null, 'failed'],
  // The provider took it, though our own note of that never came.
  ['failed', 'delivered', 'mail_unavailable', 'delivered'],
] as const)('%s, reported %s, failed for %s: %s', (state, outcome, failureCode, expected) => {
  expect(statusOf({ state, outcome, failureCode })).toBe(expected)
})
