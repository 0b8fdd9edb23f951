import { type Check, details, expectBetween, expectEqual, pause } from './check'

/** Pace: which of many events start a run, and when. */
export const paceChecks: readonly Check[] = [
  {
    id: 'debounce',
    what: 'of events that come close together only the last one starts a run, after they have ended',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'debounce', triggers: { event: 'debounce/start' }, debounce: { period: '4s', key: 'event.data.lane' } },
        ({ event }) => note('run', [event.data.lane, event.data.n]),
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      for (const n of [1, 2, 3]) {
        await send('debounce/start', { lane: 'a', n })
        await pause(300)
      }
      await send('debounce/start', { lane: 'b', n: 9 })
      await until('run', 2)
      expectEqual('runs', details(await quiet('run', 4500)).sort(), [
        ['a', 3],
        ['b', 9],
      ])
    },
  },
  {
    id: 'debounce-timeout',
    what: 'a debounce that is kept busy still starts at its timeout',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'debounce-timeout',
          triggers: { event: 'debounce-timeout/start' },
          debounce: { period: '2s', timeout: '4s' },
        },
        ({ event }) => note('run', event.data.n),
      ),
    ],
    drive: async ({ send, notes, until }) => {
      const startMs = Date.now()
      for (let n = 0; Date.now() < startMs + 12_000 && notes('run').length === 0; n++) {
        await send('debounce-timeout/start', { n })
        await pause(700)
      }
      expectBetween('start, ms', ((await until('run'))[0]?.atMs ?? 0) - startMs, 3500, 11_500)
    },
  },
  {
    id: 'batch',
    what: 'events are given out in batches: when one is full, and when its time is over',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'batch',
          triggers: { event: 'batch/start' },
          batchEvents: { maxSize: 3, timeout: '8s', key: 'event.data.lane' },
        },
        ({ events }) =>
          note(
            'run',
            events.map((each: { readonly data: Record<string, unknown> }) => each.data.n),
          ),
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      const startMs = Date.now()
      for (const n of [1, 2, 3, 4]) await send('batch/start', { lane: 'a', n })
      const [full] = await until('run')
      expectEqual('full batch', full?.detail, [1, 2, 3])
      expectBetween('full batch, ms', (full?.atMs ?? 0) - startMs, 0, 7000)
      const rest = (await until('run', 2))[1]
      expectEqual('rest', rest?.detail, [4])
      expectBetween('rest, ms', (rest?.atMs ?? 0) - startMs, 7500, 18_000)
      expectEqual('runs', (await quiet('run', 500)).length, 2)
    },
  },
  {
    id: 'batch-if',
    what: 'an event that a batch does not want starts a run of its own',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'batch-if',
          triggers: { event: 'batch-if/start' },
          batchEvents: { maxSize: 2, timeout: '30s', if: 'event.data.small == true' },
        },
        ({ events }) =>
          note(
            'run',
            events.map((each: { readonly data: Record<string, unknown> }) => each.data.n),
          ),
      ),
    ],
    drive: async ({ send, until }) => {
      await send('batch-if/start', { n: 1, small: true })
      await send('batch-if/start', { n: 2, small: false })
      expectEqual('alone', details(await until('run')), [[2]])
      await send('batch-if/start', { n: 3, small: true })
      expectEqual('batch', details(await until('run', 2))[1], [1, 3])
    },
  },
  {
    id: 'throttle',
    what: 'a throttled function starts at its rate and loses nothing',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'throttle',
          triggers: { event: 'throttle/start' },
          throttle: { limit: 1, period: '2s', key: 'event.data.lane' },
        },
        ({ event }) => note('run', event.data.n),
      ),
    ],
    drive: async ({ send, until }) => {
      const startMs = Date.now()
      for (const n of [1, 2, 3]) await send('throttle/start', { lane: 'a', n })
      const runs = await until('run', 3)
      expectEqual('runs', details(runs).sort(), [1, 2, 3])
      // Not the gaps: a run that was noted late leaves the next one that much less.
      for (const [at, run] of runs.entries()) {
        const soonestMs = at * 2000
        expectBetween('start, ms', run.atMs - startMs, soonestMs - 100, soonestMs + 12_000)
      }
    },
  },
  {
    id: 'throttle-burst',
    what: 'a throttle with a burst lets limit and burst start at once, then keeps its rate',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'throttle-burst',
          triggers: { event: 'throttle-burst/start' },
          throttle: { limit: 1, period: '6s', burst: 1 },
        },
        () => note('run'),
      ),
    ],
    drive: async ({ send, until }) => {
      const startMs = Date.now()
      for (const n of [1, 2, 3]) await send('throttle-burst/start', { n })
      const [, second, third] = (await until('run', 3)).map((each) => each.atMs - startMs)
      expectBetween('second, ms', second ?? 0, 0, 5500)
      expectBetween('third, ms', third ?? 0, 5900, 15_000)
    },
  },
  {
    id: 'rate-limit',
    what: 'events beyond the rate limit start nothing',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'rate-limit',
          triggers: { event: 'rate-limit/start' },
          rateLimit: { limit: 1, period: '3s', key: 'event.data.key' },
        },
        ({ event }) => note('run', event.data.n),
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      for (const n of [1, 2, 3]) await send('rate-limit/start', { n })
      await until('run')
      await quiet('run', 3500)
      await send('rate-limit/start', { n: 4 })
      expectEqual('runs', details(await until('run', 2)), [1, 4])
    },
  },
]
