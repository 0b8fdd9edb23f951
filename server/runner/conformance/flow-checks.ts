import { type Check, type CheckApp, details, expectEqual, type Note, pause } from './check'

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

/** Flow control: how many runs at once, and which of many. */
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
          await step.run('work', () => busyStep(app, event.data.lane, 1000))
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
          await step.sleep('rest', '4s')
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
          await step.sleep('rest', '4s')
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
        ({ event }) => busyStep(app, event.data.n, 3000),
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
