import { type Check, details, expectBetween, expectEqual } from './check'

const mebibyte = 1024 * 1024

/** Limits: on time, on size, on number, and on what the runner can do at all. */
export const limitChecks: readonly Check[] = [
  {
    id: 'start-timeout',
    what: 'a run that does not start in time is cancelled, and one that did is not',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'start-timeout', triggers: { event: 'start-timeout/start' }, concurrency: 1, timeouts: { start: '6s' } },
        async ({ event, step }) => {
          await step.run('work', async () => {
            note('in', event.data.n)
            await new Promise((resolve) => setTimeout(resolve, 10_000))
          })
          note('end', event.data.n)
        },
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      await send('start-timeout/start', { n: 1 })
      await until('in')
      await send('start-timeout/start', { n: 2 })
      await until('end')
      expectEqual('begun', details(await quiet('in', 2000)), [1])
    },
  },
  {
    id: 'finish-timeout',
    what: 'a run that does not finish in time is cancelled',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'finish-timeout', triggers: { event: 'finish-timeout/start' }, timeouts: { finish: '2s' } },
        async ({ step }) => {
          await step.run('begin', () => note('begun'))
          await step.sleep('rest', '10s')
          note('end')
        },
      ),
      inngest.createFunction(
        {
          id: 'finish-timeout-heard',
          triggers: { event: 'inngest/function.cancelled', if: `event.data.function_id.endsWith('-finish-timeout')` },
        },
        () => note('cancelled'),
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      const sentMs = Date.now()
      await send('finish-timeout/start')
      const [cancelled] = await until('cancelled')
      expectBetween('cancelled after, ms', (cancelled?.atMs ?? 0) - sentMs, 1900, 9900)
      expectEqual('ended', (await quiet('end', 10_000)).length, 0)
    },
  },
  {
    id: 'step-size',
    isHeavy: true,
    what: 'a step may return 3 MiB, and a run whose step returns 5 MiB fails',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'step-size',
          triggers: { event: 'step-size/start' },
          retries: 0,
          onFailure: ({ event }) => note('failed', event.data.event.data.mebibytes),
        },
        async ({ event, step }) => {
          const text = await step.run('big', () => 'x'.repeat(Number(event.data.mebibytes) * mebibyte))
          note('end', text.length / mebibyte)
        },
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      await send('step-size/start', { mebibytes: 3 })
      await send('step-size/start', { mebibytes: 5 })
      expectEqual('failed', details(await until('failed')), [5])
      await until('end')
      expectEqual('ended', details(await quiet('end', 500)), [3])
    },
  },
  {
    id: 'state-size',
    isHeavy: true,
    what: 'a run whose steps return more than 32 MiB together fails',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'state-size', triggers: { event: 'state-size/start' }, retries: 0, onFailure: () => note('failed') },
        async ({ step }) => {
          for (let n = 0; n < 12; n++) {
            await step.run(`part ${n}`, () => {
              note('part', n)
              return 'x'.repeat(3 * mebibyte)
            })
          }
          note('end')
        },
      ),
    ],
    drive: async ({ send, until, notes }) => {
      await send('state-size/start')
      await until('failed', 1, 60_000)
      expectBetween('steps', notes('part').length, 10, 11)
      expectEqual('ended', notes('end').length, 0)
    },
  },
  {
    id: 'step-count',
    isHeavy: true,
    what: 'a run with more than 1,000 steps fails before it runs them',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'step-count', triggers: { event: 'step-count/start' }, retries: 0, onFailure: () => note('failed') },
        async ({ step }) => {
          await Promise.all(Array.from({ length: 1001 }, (_, n) => step.run(`step ${n}`, () => note('step'))))
          note('end')
        },
      ),
    ],
    drive: async ({ send, until, notes }) => {
      await send('step-count/start')
      await until('failed', 1, 60_000)
      expectEqual('ended', notes('end').length, 0)
    },
  },
  {
    id: 'unsupported',
    what: 'a step that the runner does not have fails the run with a sentence that says so',
    embeddedOnly: 'a real server has it',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'unsupported',
          triggers: { event: 'unsupported/start' },
          onFailure: ({ error }) => note('failed', error.message),
        },
        async ({ step }) => {
          await step.waitForSignal('signal', { signal: 'never', timeout: '1s' })
          note('end')
        },
      ),
    ],
    drive: async ({ send, until, notes }) => {
      await send('unsupported/start')
      const [failed] = await until('failed')
      expectEqual('names the step', String(failed?.detail).includes('WaitForSignal'), true)
      expectEqual('ended', notes('end').length, 0)
    },
  },
]
