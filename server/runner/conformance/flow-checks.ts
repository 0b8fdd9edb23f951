import { type Check, type CheckApp, details, expectBetween, expectEqual, gapsMs, type Note } from './check'

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A step that notes when it begins and ends, under the given name. */
const busyStep = async ({ note }: CheckApp, name: unknown, ms: number): Promise<void> => {
  note('in', name)
  await pause(ms)
  note('out', name)
}

/** How many were under way at once at most, of the notes whose detail `fits`. */
const mostAtOnce = (ins: readonly Note[], outs: readonly Note[], fits: (detail: unknown) => boolean): number => {
  const moves = [
    ...ins.filter((each) => fits(each.detail)).map((each) => ({ atMs: each.atMs, by: 1 })),
    ...outs.filter((each) => fits(each.detail)).map((each) => ({ atMs: each.atMs, by: -1 })),
  ].sort((a, b) => a.atMs - b.atMs || a.by - b.by)
  let [now, most] = [0, 0]
  for (const move of moves) {
    now += move.by
    most = Math.max(most, now)
  }
  return most
}

/** Flow control: how many at once, how often, which of many. */
export const flowChecks: readonly Check[] = [
  {
    id: 'concurrency',
    what: 'runs of one key go one after the other, runs of another key beside them, all under the limit of the function',
    functions: (app) => [
      app.inngest.createFunction(
        {
          id: 'concurrency',
          triggers: { event: 'concurrency/start' },
          concurrency: [{ limit: 2 }, { limit: 1, key: 'event.data.lane' }],
        },
        async ({ event, step }) => {
          await step.run('work', () => busyStep(app, event.data.lane, 400))
        },
      ),
    ],
    drive: async ({ send, until, notes }) => {
      for (const lane of ['a', 'a', 'b', 'b', 'c', 'c']) await send('concurrency/start', { lane })
      const outs = await until('out', 6)
      for (const lane of ['a', 'b', 'c'])
        expectEqual(
          `lane ${lane}`,
          mostAtOnce(notes('in'), outs, (each) => each === lane),
          1,
        )
      expectEqual(
        'all lanes',
        mostAtOnce(notes('in'), outs, () => true),
        2,
      )
    },
  },
  {
    id: 'debounce',
    what: 'of events that come close together only the last one starts a run, after they have ended',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'debounce', triggers: { event: 'debounce/start' }, debounce: { period: '2s', key: 'event.data.lane' } },
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
      expectEqual('runs', details(await quiet('run', 2500)), [
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
      for (let n = 0; Date.now() < startMs + 6000 && notes('run').length === 0; n++) {
        await send('debounce-timeout/start', { n })
        await pause(700)
      }
      expectBetween('start, ms', ((await until('run'))[0]?.atMs ?? 0) - startMs, 3500, 6500)
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
      expectBetween('rest, ms', (rest?.atMs ?? 0) - startMs, 7500, 13_000)
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
      for (const n of [1, 2, 3]) await send('throttle/start', { lane: 'a', n })
      const runs = await until('run', 3)
      expectEqual('order', details(runs), [1, 2, 3])
      for (const gap of gapsMs(runs)) expectBetween('gap, ms', gap, 1700, 4500)
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
      expectBetween('third, ms', third ?? 0, 5900, 10_000)
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
  {
    id: 'idempotency',
    what: 'a function runs once for each value of its idempotency key',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        { id: 'idempotency', triggers: { event: 'idempotency/start' }, idempotency: 'event.data.order' },
        ({ event }) => note('run', event.data.n),
      ),
    ],
    drive: async ({ send, until, quiet, key }) => {
      await send('idempotency/start', { order: `${key}-1`, n: 1 })
      await send('idempotency/start', { order: `${key}-1`, n: 2 })
      await send('idempotency/start', { order: `${key}-2`, n: 3 })
      await until('run', 2)
      expectEqual('runs', details(await quiet('run', 1500)).sort(), [1, 3])
    },
  },
  {
    id: 'singleton-skip',
    what: 'a singleton that skips has one run at a time, and a new one after that',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'singleton-skip',
          triggers: { event: 'singleton-skip/start' },
          singleton: { mode: 'skip', key: 'event.data.key' },
        },
        async ({ event, step }) => {
          await step.run('begin', () => note('begun', event.data.n))
          await step.sleep('rest', '2s')
          note('end', event.data.n)
        },
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      await send('singleton-skip/start', { n: 1 })
      await until('begun')
      await send('singleton-skip/start', { n: 2 })
      await until('end')
      await quiet('begun', 1000)
      await send('singleton-skip/start', { n: 3 })
      expectEqual('ended', details(await until('end', 2)), [1, 3])
    },
  },
  {
    id: 'singleton-cancel',
    what: 'a singleton that cancels goes on with the newest run only',
    functions: ({ inngest, note }) => [
      inngest.createFunction(
        {
          id: 'singleton-cancel',
          triggers: { event: 'singleton-cancel/start' },
          singleton: { mode: 'cancel', key: 'event.data.key' },
        },
        async ({ event, step }) => {
          await step.run('begin', () => note('begun', event.data.n))
          await step.sleep('rest', '2s')
          note('end', event.data.n)
        },
      ),
    ],
    drive: async ({ send, until, quiet }) => {
      await send('singleton-cancel/start', { n: 1 })
      await until('begun')
      await send('singleton-cancel/start', { n: 2 })
      await until('end')
      expectEqual('ended', details(await quiet('end', 1500)), [2])
    },
  },
  {
    id: 'priority',
    what: 'of runs that wait their turn the one with the higher priority goes first',
    functions: (app) => [
      app.inngest.createFunction(
        {
          id: 'priority',
          triggers: { event: 'priority/start' },
          concurrency: 1,
          priority: { run: 'event.data.urgent == true ? 300 : 0' },
        },
        ({ event }) => busyStep(app, event.data.n, 1000),
      ),
    ],
    drive: async ({ send, until }) => {
      await send('priority/start', { n: 0 })
      await until('in')
      for (const n of [1, 2]) await send('priority/start', { n })
      await send('priority/start', { n: 3, urgent: true })
      expectEqual('order', details(await until('out', 4)), [0, 3, 1, 2])
    },
  },
]
