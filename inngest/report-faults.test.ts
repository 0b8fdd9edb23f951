import { Inngest, NonRetriableError } from 'inngest'
import { expect, test } from 'vitest'
import { DomainError } from '@/server/errors'
import type { FaultPlace } from '@/server/ports/error-reports'
import { reportFaults } from './report-faults'

const told = (error: Error, isFinalAttempt = true): FaultPlace[] => {
  const places: FaultPlace[] = []
  const client = new Inngest({ id: 'test', isDev: true })
  const fn = client.createFunction({ id: 'render-clip', triggers: [{ event: 'x' }] }, async () => undefined)
  const Reporter = reportFaults({
    id: 'log',
    report: (_error, about) => void places.push(about),
    flush: async () => undefined,
  })
  const step = { hashedId: 'h', memoized: false, options: { id: 's' }, stepType: 'run' as const }
  // Of what the SDK hands over, the reporter reads these three.
  const given = { error, fn, isFinalAttempt, stepInfo: step, ctx: {} } as unknown
  new Reporter({ client }).onStepError(given as Parameters<InstanceType<typeof Reporter>['onStepError']>[0])
  return places
}

test('a bug that ends a step is reported with the function’s name, also inside what the SDK is told', () => {
  const bug = new TypeError('undefined is not a clip')
  expect(told(bug)).toEqual([{ where: 'worker', name: 'render-clip' }])
  expect(told(new NonRetriableError('gave up', { cause: bug }))).toHaveLength(1)
})

test('what was foreseen, or is tried again, is not', () => {
  const foreseen = new DomainError('unreadable_media', 'The file is damaged.')
  expect(told(foreseen)).toEqual([])
  expect(told(new NonRetriableError(foreseen.message, { cause: foreseen }))).toEqual([])
  expect(told(new TypeError('undefined is not a clip'), false)).toEqual([])
})
