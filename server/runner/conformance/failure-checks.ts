import { NonRetriableError, RetryAfterError } from 'inngest'
import { type Check, details, expectBetween, expectEqual, gapsMs } from './check'

/** Errors: what is tried again and when, what ends a run, who is told. */
export const failureChecks: readonly Check[] = [
  {
    id: 'retry-after',
    what: 'a step that fails is tried again after the time it asks for, and only that step',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'retry-after', triggers: { event: 'retry-after/start' }, retries: 3 },
        async ({ step, attempt }) => {
          await step.run('steady', () => note('steady'))
          const tries = await step.run('shaky', () => {
            note('shaky', attempt)
            if (attempt < 2) throw new RetryAfterError('not yet', '1s')
            return attempt
          })
          note('end', tries)
        },
      ),
    ],
    drive: async ({ send, until, notes }) => {
      await send('retry-after/start')
      expectEqual('attempt that held', details(await until('end')), [2])
      expectEqual('runs of the steady step', notes('steady').length, 1)
      expectEqual('attempts', details(notes('shaky')), [0, 1, 2])
      for (const gap of gapsMs(notes('shaky'))) expectBetween('wait between attempts, ms', gap, 950, 9000)
    },
  },
  {
    id: 'retry-body',
    what: 'an error outside steps is tried again, and steps that ran are not',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'retry-body', triggers: { event: 'retry-body/start' }, retries: 1 },
        async ({ step, attempt }) => {
          await step.run('once', () => note('once'))
          note('body', attempt)
          if (attempt === 0) throw new RetryAfterError('not yet', '1s')
          note('end')
        },
      ),
    ],
    drive: async ({ send, until, notes }) => {
      await send('retry-body/start')
      await until('end')
      expectEqual('attempts', details(notes('body')), [0, 1])
      expectEqual('runs of the step', notes('once').length, 1)
    },
  },
  {
    id: 'exhausted',
    what: 'a function that fails in every attempt fails, and onFailure is told once, with the error and the event',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'exhausted',
          triggers: { event: 'exhausted/start' },
          retries: 1,
          onFailure: ({ error, event }) =>
            note('failure', [error.message, event.data.event.data.tag, event.data.function_id.endsWith('exhausted')]),
        },
        () => {
          note('try')
          throw new RetryAfterError('broken for good', '1s')
        },
      ),
    ],
    drive: async ({ send, until, quiet, notes }) => {
      await send('exhausted/start', { tag: 'T' })
      expectEqual('onFailure', details(await until('failure')), [['broken for good', 'T', true]])
      expectEqual('tries', notes('try').length, 2)
      expectEqual('told', (await quiet('failure', 1000)).length, 1)
    },
  },
  {
    id: 'non-retriable',
    what: 'a NonRetriableError ends the run at once, in a step and outside',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'non-retriable',
          triggers: { event: 'non-retriable/start' },
          onFailure: ({ error }) => note('failure', error.message),
        },
        async ({ event, step }) => {
          if (event.data.inStep === true) {
            await step.run('refuse', () => {
              note('try')
              throw new NonRetriableError('never')
            })
          }
          note('try')
          throw new NonRetriableError('never')
        },
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      await send('non-retriable/start', { inStep: true })
      await until('failure')
      await send('non-retriable/start', { inStep: false })
      expectEqual('told', details(await until('failure', 2)), ['never', 'never'])
      expectEqual('tries', (await quiet('try', 500)).length, 2)
    },
  },
  {
    id: 'caught',
    what: 'the error of a step that gave up can be caught, and the run goes on',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'caught', triggers: { event: 'caught/start' }, retries: 0 }, async ({ step }) => {
        const why = await step
          .run('fail', () => {
            note('try')
            throw new TypeError('wrong kind')
          })
          .catch((error: unknown) => (error instanceof Error ? error.message : 'other'))
        const settled = await Promise.allSettled([
          step.run('good', () => 1),
          step.run('bad', () => {
            throw new Error('bad')
          }),
        ])
        const after = await step.run('after', () => 'went on')
        note('end', [why, settled.map((each) => each.status), after])
      }),
    ],
    drive: async ({ send, until, notes }) => {
      await send('caught/start')
      expectEqual('result', details(await until('end')), [['wrong kind', ['fulfilled', 'rejected'], 'went on']])
      expectEqual('tries', notes('try').length, 1)
    },
  },
  {
    id: 'ends',
    what: 'the end of a run is an event: finished always, failed or cancelled too',
    functions: ({ inngest, note }) => [
      inngest.createFunction({ id: 'ends-good', triggers: { event: 'ends/good' } }, () => 'fine'),
      inngest.createFunction({ id: 'ends-bad', triggers: { event: 'ends/bad' }, retries: 0 }, () => {
        throw new Error('bad')
      }),
      inngest.createFunction(
        { id: 'ends-stopped', triggers: { event: 'ends/stopped' }, cancelOn: [{ event: 'ends/stop' }] },
        async ({ step }) => {
          await step.run('begin', () => note('begun'))
          await step.sleep('long', '60s')
        },
      ),
      ...['finished', 'failed', 'cancelled'].map((end) =>
        inngest.createFunction(
          {
            id: `ends-hear-${end}`,
            triggers: { event: `inngest/function.${end}`, if: `event.data.function_id.contains('-ends-')` },
          },
          ({ event }) => note('heard', `${String(event.data.function_id).replace(/^.*-ends-/, '')} ${end}`),
        ),
      ),
    ],
    drive: async ({ send, until }) => {
      await send('ends/good')
      await send('ends/bad')
      await send('ends/stopped')
      await until('begun')
      await send('ends/stop')
      const heard = details(await until('heard', 5)).sort()
      expectEqual('heard', heard, [
        'bad failed',
        'bad finished',
        'good finished',
        'stopped cancelled',
        'stopped finished',
      ])
    },
  },
]
