import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { quietMetrics } from '@/server/adapters/metrics/quiet'
import { emptySnapshot } from '../health/judge-health'
import { readLifecycle, readWaitingInFront, shareHealth } from '../health/shared-health'
import type { CheckName } from '../health/types'
import { followFront } from './follow-front'
import type { FromApp, ToApp } from './messages'

const said: FromApp[] = []
const suspected: CheckName[] = []
const front = Object.assign(new EventEmitter(), { send: (message: FromApp) => said.push(message) })
const tell = (message: ToApp) => front.emit('message', message)

beforeEach(() => {
  shareHealth(
    () => ({
      snapshot: () => ({ ...emptySnapshot, takenAtMs: 1, isStarted: true }),
      hasStarted: () => true,
      report: (name) => suspected.push(name),
      lookNow: () => undefined,
      stop: () => undefined,
    }),
    { opsToken: null },
  )
})
afterEach(() => front.removeAllListeners())

test('an app says that it turns, and how it is', async () => {
  followFront(quietMetrics, front)
  await expect.poll(() => said.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['beat', 'health']))
})

test('an app hears what its front counted, what it met, who waits there, and that the end begins', () => {
  const counted: unknown[] = []
  followFront({ ...quietMetrics, count: (...figure) => counted.push(figure) }, front)
  tell({ kind: 'figures', figures: [['count', 'upload_bytes_total', {}, 5]] })
  tell({ kind: 'suspect', name: 'storage:free' })
  tell({ kind: 'waiting', count: 3 })
  expect(counted).toEqual([['upload_bytes_total', {}, 5]])
  expect(suspected).toEqual(['storage:free'])
  expect(readWaitingInFront()).toBe(3)
  expect(readLifecycle()).toBe('ready')
  tell({ kind: 'draining' })
  expect(readLifecycle()).toBe('draining')
})
